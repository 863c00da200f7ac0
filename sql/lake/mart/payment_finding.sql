-- What is wrong with payments: what failed and has not been repeated, by who must act on the reason; what nobody knows of;
-- what should not have been paid. The code says the rest: labels of reason_code and return_action.
with failed as (
    select
        p.* exclude (kind),
        case m.owner
            when 'ward' then 'payment_returned'
            when 'post' then 'payment_uncollected'
            when 'bank' then 'payment_delayed'
            else 'payment_stopped'
        end as kind
    from payment p
    join meaning m on m.code = p.reason_code
    where p.status in ('returned', 'rejected')
),
twice as (
    select beneficiary_code, programme_code, period, sum(amount) as amount, count(*) as payments
    from payment
    where status in ('settled', 'paid_in_cash')
    group by all
    having count(*) > 1
)
select
    beneficiary_code,
    kind,
    payment_id as cause,
    json_object('code', reason_code, 'period', period, 'amount', amount, 'channel', pay_channel) as detail
from failed
union all
select
    beneficiary_code,
    'payment_unknown',
    payment_id,
    json_object('code', reason_code, 'period', period, 'amount', amount, 'since', coalesce(status_on, instructed_on)::varchar)
from payment
where status = 'unknown'
union all
select
    d.beneficiary_code,
    'paid_after_death',
    d.payment_id,
    json_object(
        'period', d.period, 'amount', d.amount, 'paid_on', d.settled_on::varchar, 'died_on', d.died_on::varchar
    )
from paid_after_death d
union all
select
    beneficiary_code, 'paid_twice', period || programme_code, json_object('period', period, 'amount', amount, 'payments', payments)
from twice
