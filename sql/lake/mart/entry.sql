-- A roll entry with the person it is: only a matched entry has one. Surplus entries of a person in a programme are
-- marked; the best link stays, the lower code where links are equally good.
select
    b.*,
    l.match_status,
    l.match_method,
    l.match_probability,
    l.match_evidence,
    l.match_status = 'matched' as matched,
    case when l.match_status = 'matched' then l.personal_id end as personal_id,
    p.personal_id is not null as registered,
    p.old_id as register_old_id,
    p.name_folded as register_name_folded,
    p.birth_year as register_birth_year,
    p.birth_month as register_birth_month,
    p.birth_day as register_birth_day,
    -- Found through what an account return says: no witness to whose that account is.
    coalesce(json_extract_string(l.match_evidence, '$.lent_by') = 'account', false) as lent,
    p.status as person_status,
    p.status_date as person_status_date,
    l.match_status = 'matched' and row_number() over (
        partition by l.match_status = 'matched', lower(trim(b.programme_code)), l.personal_id
        -- The entry that can be paid by account stays, else the surer one.
        order by b.account_number is null, l.match_probability desc nulls last, b.beneficiary_code
    ) > 1 as surplus
from beneficiaries b
join links l using (beneficiary_code)
left join persons p on l.match_status = 'matched' and p.personal_id = l.personal_id
