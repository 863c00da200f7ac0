-- An account with its holder, once however often the banks returned it. Where rows disagree, the worst state of the
-- account counts, and a holder who is linked to two people is linked to nobody.
with returned as (
    select
        a.*,
        l.match_status,
        l.match_method,
        l.match_probability,
        l.match_evidence,
        -- Found through what the roll says: no witness to whose the account is.
        json_extract_string(l.match_evidence, '$.lent_by') is not null as lent,
        case when l.match_status = 'matched' then l.personal_id end as linked_id,
        min(linked_id) over same_account is distinct from max(linked_id) over same_account as disputed,
        max(list_position(['active', 'dormant', 'blocked', 'closed'], a.status)) over same_account as worst,
        count(*) over (partition by name_folded) / count(*) over () as name_share,
        row_number() over (
            same_account order by linked_id is null, l.match_probability desc nulls last, sender, file, row_number
        ) as place
    from accounts a
    join account_links l using (sender, file, row_number)
    window same_account as (partition by bank_bin, account_number)
)
select
    * exclude (status, match_status, linked_id, disputed, worst, place),
    case when disputed then 'review' else match_status end as match_status,
    ['active', 'dormant', 'blocked', 'closed'][worst] as status,
    case when not disputed then linked_id end as personal_id
from returned
where place = 1
