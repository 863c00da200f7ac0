-- records.pay.WITHHELD.
select beneficiary_code, programme_code, period, amount, reason, district_code
from routed
where reason is not null
order by beneficiary_code, programme_code, period
