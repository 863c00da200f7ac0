-- Whether it can be so: reference, sender, date and amount must agree. A return may be less than was sent, by a charge: what
-- lacks more is not the payment, which would be repeated in full. A settled batch may be less, by what was rejected of it.
with rejected as (
    select i.batch_id, sum(i.amount) as amount
    from instruction i
    where exists (
        select 1 from said s where s.scope = 'payment' and s.payment_id = i.payment_id and s.outcome = 'rejected'
        and s.sender = i.recipient
    )
    group by i.batch_id
)
select
    s.*,
    case
        when s.instructed is null then 'unknown_payment'
        when s.sender <> s.recipient then 'other_sender'
        when s.said_on < s.instructed_on then 'before_instruction'
        when s.said_on > s.instructed_on + 400 then 'too_late'
        when s.amount is null then null
        when s.outcome in ('returned', 'withdrawn') and s.scope = 'payment'
            and s.amount between s.instructed - $highest_charge::bigint and s.instructed then null
        when s.amount = s.instructed then null
        when s.outcome = 'settled' and s.scope = 'payment' and s.amount - coalesce(s.charges, 0) = s.instructed then null
        when s.outcome = 'settled' and s.scope = 'batch' and s.amount = s.instructed - coalesce(r.amount, 0) then null
        else 'amount_differs'
    end as refused
from said s
left join rejected r on s.scope = 'batch' and r.batch_id = s.batch_id
