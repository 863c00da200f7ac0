-- How many months in a row an entry has not collected from the post since it last did.
with cash as (
    select
        beneficiary_code,
        period,
        bool_or(coalesce(ended_as, status) in ('returned', 'rejected') and reason_code = 'R16') as missed,
        bool_or(status = 'paid_in_cash') as collected
    from payment
    where pay_channel = 'postal_cash'
    group by all
)
select beneficiary_code, count(*) filter (missed and not collected) as months
from cash c
where period > coalesce((select max(l.period) from cash l where l.beneficiary_code = c.beneficiary_code and l.collected), '')
group by all
