-- An account that a ward reported, and what the banks say of it. A ward's word alone makes no account usable.
select
    r.beneficiary_code,
    $date::date as business_date,
    r.bank_bin,
    r.account_number,
    coalesce(r.done_on, r.delivery_date) as claimed_on,
    r.ward_code,
    r.worklist_id,
    case
        when a.account_number is null then 'waiting'
        when a.status <> 'active' then 'inactive'
        when a.personal_id is null or p.match_status <> 'matched' then 'doubtful'
        when a.personal_id = p.personal_id then 'confirmed'
        else 'other_holder'
    end as claim_state
from report r
join published p using (beneficiary_code)
left join account a on a.bank_bin = r.bank_bin and a.account_number = r.account_number
where r.result = 'account_opened' and r.verdict in ('taken', 'closed')
qualify row_number() over (
    partition by r.beneficiary_code order by r.delivery_date desc, r.sequence desc, r.listed_on desc, r.worklist_id
) = 1
order by r.beneficiary_code
