-- One task of the ward per person and reason, on the first of the person's entries. Entries of programmes tied to HIV stand
-- on no list that leaves the department (Decree 20/2021, article 8): their tasks are the department's own.
with cause as (
    select beneficiary_code, reason from account_cause
    union
    select k.beneficiary_code, k.kind from known k
    join duty d on d.reason = k.kind and d.actor = 'ward' and not starts_with(k.kind, 'account_')
),
candidate as (
    select
        c.beneficiary_code,
        c.reason,
        coalesce(case when p.match_status = 'matched' then p.personal_id end, c.beneficiary_code) as person,
        coalesce(list_contains($hiv_programmes, lower(trim(p.programme_code))), false) as is_hiv
    from cause c
    join published p using (beneficiary_code)
)
select beneficiary_code, reason, person, is_hiv, worklist_id(beneficiary_code, reason) as worklist_id
from candidate
qualify row_number() over (partition by person, reason order by is_hiv, beneficiary_code) = 1
