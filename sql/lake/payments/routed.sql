-- Everything owed with where it would go, and the first reason not to pay it. The published tables decide who may be
-- paid and how; what they allow is narrowed here, never widened.
with paid as (
    -- Money that stands, or may: by person, programme and period, whatever entry it was paid for.
    select personal_id, lower(trim(programme_code)) as programme, period, beneficiary_code
    from payment
    where personal_id is not null and coalesce(ended_as, status) not in ('returned', 'rejected')
),
judged as (
    select
        o.*,
        e.* exclude (beneficiary_code, programme_code, pay_channel),
        e.pay_channel as published_channel,
        e.beneficiary_code is null as has_left,
        d.beneficiary_code is not null as is_reported_dead,
        coalesce(r.is_refused, false) as is_refused,
        coalesce(r.failures, 0) >= $failures::integer as has_failed,
        e.changed_on is not null
            and $date::date - e.changed_on < $rest_days::integer
            and not e.is_confirmed as is_resting,
        coalesce(u.months, 0) >= $uncollected::integer as is_uncollected,
        lower(trim(o.programme_code)) as programme,
        a.code is not null as is_known_programme,
        a.amount as table_amount
    from owed o
    left join entry e on e.beneficiary_code = o.beneficiary_code
    left join record r on r.beneficiary_code = o.beneficiary_code
        and r.bank_bin = e.bank_bin and r.account_number = e.account_number
    left join reported_dead d on d.beneficiary_code = o.beneficiary_code
    left join uncollected u on u.beneficiary_code = o.beneficiary_code
    left join amounts a on a.code = lower(trim(o.programme_code)) and a.period = o.period
),
channelled as (
    select
        *,
        case
            when published_channel not in ('bank', 'social_security', 'mobile_money') then null
            when is_reported_dead then 'holder_deceased'
            when is_resting then 'account_resting'
            when is_refused then 'account_refused'
            when has_failed then 'account_failed'
        end as channel_reason
    from judged
),
routed as (
    select *, if(channel_reason is null, published_channel, 'postal_cash') as pay_channel
    from channelled
),
allowed as (
    select
        *,
        case
            when has_left then 'left_roll'
            when published_channel = 'hold' then coalesce(hold_reason, 'held')
            when match_status <> 'matched' then match_status
            when person_status is distinct from 'alive' then coalesce(person_status, 'unmatched')
            when published_channel not in ('bank', 'social_security', 'mobile_money', 'postal_cash') then 'held'
            when resend = 'never' then 'never_again'
            when resend = 'unknown' then 'outcome_unknown'
            when exists (
                select 1 from paid p
                where p.personal_id = r.personal_id and p.programme = r.programme and p.period = r.period
                and p.beneficiary_code <> r.beneficiary_code
            ) then 'paid_to_person'
            when kind <> 'repeat' and not is_known_programme then 'programme_unknown'
            when amount is null or amount <= 0 then 'amount_missing'
            when amount > $highest_amount::bigint then 'amount_too_high'
            when kind <> 'repeat' and amount > table_amount then 'amount_above_table'
            when pay_channel = 'postal_cash' and is_uncollected then 'not_collected'
            when pay_channel <> 'postal_cash' and (bank_bin is null or account_number is null) then 'account_missing'
        end as reason
    from routed r
)
-- A person has one entry in a programme; should there be two to be paid, the second waits for somebody to look.
select
    * exclude (reason),
    case
        when reason is null and personal_id is not null and row_number() over (
            partition by personal_id, programme, period, reason is null order by attempt desc, beneficiary_code
        ) > 1 then 'paid_to_person'
        else reason
    end as reason
from allowed
