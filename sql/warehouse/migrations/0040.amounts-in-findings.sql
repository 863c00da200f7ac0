-- depends: 0019.questions 0026.counted-by-the-department
-- Findings about payments say an amount, and an amount tells a programme. Analysts see none of them; the offices of an area
-- those of programmes that are told.
create or replace function access.shown_detail(detail jsonb) returns jsonb language sql immutable parallel safe as $$
    select detail - '{roll,register,programme,amount}'::text[]
$$;
create or replace view district.discrepancy with (security_barrier) as
select
    d.discrepancy_id, d.beneficiary_code, d.kind, d.severity, d.owner,
    case
        when d.kind in ('programme_conflict', 'amount_differs') or b.programme_code = 'other_assistance'
        then access.shown_detail(d.detail) else d.detail
    end as detail,
    d.first_seen, d.last_seen, d.resolved_on, d.reopened
from reconciled.discrepancy d
join district.beneficiary b on b.beneficiary_code = d.beneficiary_code;
