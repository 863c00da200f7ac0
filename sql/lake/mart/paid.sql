-- Whose money of the last period that anybody was paid for arrived in an account.
select distinct beneficiary_code
from payment
where
    status = 'settled'
    and period = (select max(period) from payment where status in ('settled', 'paid_in_cash'))
