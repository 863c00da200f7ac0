-- Cases that people left and nobody is asked about any more: two contradict each other, or one could not tell.
select case_id, subject, business_date, opened_on, reason, money_held, programme_code, district_code, ward_code,
    candidates, stuck as kind
from review.case_file where stuck is not null
order by money_held desc, opened_on, case_id limit 200
