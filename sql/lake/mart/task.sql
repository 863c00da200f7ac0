-- Everything that somebody has to do tonight. What a ward reported ends a task for a while, or for good.
with other as (
    select f.beneficiary_code, f.kind as reason from finding f
    join duty d on d.reason = f.kind and d.actor <> 'ward' and not starts_with(f.kind, 'account_')
    union
    select beneficiary_code, 'match_doubtful' from published where match_status = 'review'
    union
    select beneficiary_code, 'address_unknown' from published where ward_code is null
    union
    select beneficiary_code, 'id_zeros_lost' from beneficiaries
    where list_has_any(id_repairs, ['zeros_1', 'zeros_2', 'old_zero'])
    union
    select beneficiary_code, 'account_claimed' from account_claim where claim_state = 'waiting'
),
task as (
    select worklist_id, beneficiary_code, reason, is_hiv from ward_task
    union all
    select worklist_id(beneficiary_code, reason), beneficiary_code, reason, false from other
)
select
    t.worklist_id,
    $date::date as business_date,
    t.beneficiary_code,
    p.district_code,
    p.ward_code,
    p.village,
    t.reason,
    d.action,
    case when t.is_hiv then 'labour' else d.actor end as actor,
    d.due_days,
    case when h.result is not null then h.state else 'open' end as state,
    h.outcome,
    r.result as last_result,
    coalesce(r.done_on, r.delivery_date) as last_result_on,
    coalesce(o.opened_on, $date::date) as opened_on
from task t
join duty d using (reason)
join published p using (beneficiary_code)
left join report r on r.worklist_id = t.worklist_id and r.verdict = 'taken'
left join result_rule h on h.result = r.result and r.delivery_date >= h.holds_since
left join opened o on o.worklist_id = t.worklist_id
order by t.beneficiary_code, t.reason
