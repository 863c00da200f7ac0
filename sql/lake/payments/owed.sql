-- What is owed in a run: the period itself, failed payments of former periods, and what was withheld for a reason that
-- is gone. Nothing of which a payment stands, or of which nobody knows whether it does.
with newest as (
    select *, coalesce(ended_as, status) as stands
    from payment
    qualify attempt = max(attempt) over (partition by beneficiary_code, programme_code, period)
),
kept as (
    select
        beneficiary_code,
        programme_code,
        period,
        arg_max(amount, run_id) as amount,
        bool_or(starts_with(reason, 'amount_')) as was_wrong
    from withheld_before
    where list_contains($arrears::varchar[], reason) and period >= $oldest::varchar and period < $period::varchar
    group by all
)
select
    e.beneficiary_code,
    e.programme_code,
    $period::varchar as period,
    e.monthly_amount as amount,
    'regular' as kind,
    1 as attempt,
    null::varchar as resend,
    null::varchar as failed_for
from entry e
where not exists (
    select 1 from newest n
    where n.beneficiary_code = e.beneficiary_code and n.programme_code = e.programme_code and n.period = $period::varchar
)
union all
select
    n.beneficiary_code,
    n.programme_code,
    n.period,
    n.amount,
    'repeat',
    n.attempt + 1,
    m.resend,
    n.reason_code
from newest n
join meaning m on m.code = n.reason_code
where n.stands in ('returned', 'rejected') and n.period >= $oldest::varchar and n.period <= $period::varchar
union all
select
    k.beneficiary_code,
    k.programme_code,
    k.period,
    if(k.was_wrong, e.monthly_amount, k.amount),
    'arrears',
    1,
    null,
    null
from kept k
left join entry e using (beneficiary_code, programme_code)
where not exists (
    select 1 from newest n
    where n.beneficiary_code = k.beneficiary_code and n.programme_code = k.programme_code and n.period = k.period
)
