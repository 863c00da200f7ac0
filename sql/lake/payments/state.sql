-- Where each payment stands. Contradictions are unknown: nothing is paid again until somebody has asked.
with underlying as (
    select
        i.*,
        t.* exclude (payment_id),
        case
            -- Money came back, unless it was taken again after that.
            when returned_on > coalesce(withdrawn_on, date '0001-01-01') then 'returned'
            when returned_on = withdrawn_on then 'unknown'
            -- Rejected after it had settled: it came back. On the same day, or before: the reports contradict.
            when rejected_on is not null and (settled_on is not null or withdrawn_on is not null)
                then if(rejected_on > greatest(last_settled_on, withdrawn_on), 'returned', 'unknown')
            when settled_on is not null or withdrawn_on is not null then 'settled'
            when rejected_on is not null then 'rejected'
            when unknown_on is not null then 'unknown'
            when $date::date - coalesce(accepted_on, i.instructed_on)
                >= if(pay_channel = 'postal_cash', $cash_days::integer, $unknown_after_days::integer) then 'unknown'
            when accepted_on is not null then 'accepted'
            else 'instructed'
        end as underlying,
        lead(i.payment_id) over (
            partition by beneficiary_code, programme_code, period order by attempt
        ) is not null as is_followed
    from instruction i
    left join told t using (payment_id)
)
select
    *,
    case
        when is_followed and underlying in ('returned', 'rejected') then 'replaced'
        when underlying = 'settled' and pay_channel = 'postal_cash' then 'paid_in_cash'
        else underlying
    end as status
from underlying
