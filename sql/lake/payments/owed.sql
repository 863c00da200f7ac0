-- What is owed in a run: the period itself, failed payments of former periods, and what was withheld for a reason that
-- is gone. Nothing of which a payment stands, or of which nobody knows whether it does, be it an attempt that was taken for
-- failed and repeated. What was once instructed for an entry and period goes on under its programme, whatever programme
-- the roll names since: a period is not paid twice.
with newest as (
    select *, coalesce(ended_as, status) as stands
    from payment
    qualify attempt = max(attempt) over (partition by beneficiary_code, programme_code, period)
),
kept as (
    select
        beneficiary_code,
        period,
        arg_max(programme_code, run) as programme_code,
        arg_max(amount, run) as amount,
        bool_or(starts_with(reason, 'amount_') or reason = 'programme_unknown') as was_wrong
    from (select *, (split_part(run_id, '/', 1), split_part(run_id, '/', 2)::integer) as run from withheld_before)
    where list_contains($arrears::varchar[], reason) and period >= $oldest::varchar and period < $period::varchar
    group by beneficiary_code, period
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
where not exists (select 1 from newest n where n.beneficiary_code = e.beneficiary_code and n.period = $period::varchar)
union all
select
    n.beneficiary_code,
    n.programme_code,
    n.period,
    n.amount,
    'repeat',
    n.attempt + 1,
    case
        when m.resend = 'never' and exists (select 1 from allowed a where a.payment_id = n.payment_id) then 'same'
        when m.resend = 'unknown' and n.stands = 'returned' then 'same' -- the money is back: its outcome is known
        else m.resend
    end,
    n.reason_code
from newest n
join meaning m on m.code = n.reason_code
where n.stands in ('returned', 'rejected') and n.period >= $oldest::varchar and n.period <= $period::varchar
and not exists (
    select 1 from payment p
    where p.beneficiary_code = n.beneficiary_code and p.period = n.period
    and coalesce(p.ended_as, p.status) not in ('returned', 'rejected')
)
union all
select
    k.beneficiary_code,
    if(k.was_wrong and e.beneficiary_code is not null, e.programme_code, k.programme_code),
    k.period,
    -- Amounts may have risen since: of a former period no more is due than its own table gives.
    case
        when not k.was_wrong then k.amount
        when e.monthly_amount > former.amount and e.monthly_amount <= now.amount then former.amount
        else e.monthly_amount
    end,
    'arrears',
    1,
    null,
    null
from kept k
left join entry e using (beneficiary_code)
left join amounts former on former.period = k.period and former.code = lower(trim(e.programme_code))
left join amounts now on now.period = $period::varchar and now.code = former.code
where not exists (select 1 from newest n where n.beneficiary_code = k.beneficiary_code and n.period = k.period)
