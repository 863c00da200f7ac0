-- A case with its entry; `open`: the current login may answer it.
select c.beneficiary_code, c.business_date, c.opened_on, c.reason, c.money_held, c.programme_code, c.match_probability,
    c.candidates, o.beneficiary_code is not null as open, coalesce(o.second, false) as second, b.full_name,
    b.date_of_birth, b.sex, b.id_number, b.district_code, b.ward_code, b.village, b.monthly_amount, b.account_status,
    b.bank_bin, b.account_number, b.pay_channel, b.hold_reason
from review.case_file c
join reconciled.beneficiary b using (beneficiary_code)
left join review.open_case o using (beneficiary_code)
where c.beneficiary_code = %(code)s
