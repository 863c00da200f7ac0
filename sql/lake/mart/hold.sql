-- The first reason of the policy that holds an entry; an entry without a row here is paid.
with served as (
    select
        d.*,
        count(distinct coalesce(e.personal_id, e.beneficiary_code)) over (
            partition by d.bank_bin, d.account_number
        ) as people
    from decided d
    join entry e using (beneficiary_code)
    where d.returned
),
reason as (
    select beneficiary_code, 'duplicate' as reason from entry where surplus
    union all
    select beneficiary_code, person_status from entry where matched and person_status <> 'alive'
    union all
    select beneficiary_code, match_status from entry where not matched
    union all
    -- The law pays the highest only; where a person must decide, both are paid until then.
    select beneficiary_code, 'programme_conflict' from judged_second where rule = 'highest'
    union all
    -- Who holds the account, or has a declared mandate for it, is explained; the rest is what needs a look.
    select beneficiary_code, 'account_shared' from served where people >= $shared_people and unexplained
)
select beneficiary_code, arg_min(reason, rank) as hold_reason
from reason
join hold_order using (reason)
group by beneficiary_code
