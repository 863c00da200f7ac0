-- The entries of persons who have several, no surplus ones among them.
select personal_id, beneficiary_code, programme_code, monthly_amount
from entry
where matched and not surplus
qualify count(*) over (partition by personal_id) > 1
order by personal_id, beneficiary_code
