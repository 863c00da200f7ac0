-- depends: 0016.entitlement 0020.desk-review
-- Whoever sees both an office's view and the list of a ward could tell who was left out of the list, which says that
-- they live with HIV. So the offices' views leave the same entries out, and counts by area do not hold them either.
-- docs/decisions/0004 says why. The same codes: HIV_PROGRAMMES of storage/reference.py.
create or replace function access.is_apart(programme_code text) returns boolean
language sql immutable parallel safe as $$
    select coalesce(lower(trim(programme_code)) in ('03a', '03b', '08'), false)
$$;
comment on function access.is_apart is 'whether the department alone looks after entries of a programme: it would tell an illness';
revoke execute on function access.is_apart(text) from public;
grant execute on function access.is_apart(text) to doisoat_pipeline, doisoat_analyst, doisoat_district, doisoat_reviewer,
    doisoat_payments, doisoat_auditor, doisoat_desk;
-- Which entries those are or were, found without reading all others.
create index if not exists beneficiary_history_apart on reconciled.beneficiary_history (beneficiary_code)
where access.is_apart(programme_code);

create or replace view district.beneficiary with (security_barrier) as
select
    beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, account_probability,
    pay_channel, hold_reason,
    entitled_until
from reconciled.beneficiary
where not access.is_apart(programme_code)
and ((select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[]))));
create or replace view district.beneficiary_history with (security_barrier) as
select
    beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, account_probability,
    pay_channel, hold_reason, valid_from, valid_to,
    entitled_until
from reconciled.beneficiary_history
where not access.is_apart(programme_code)
and ((select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[]))));
create or replace view district.worklist with (security_barrier) as
select
    worklist_id, business_date, beneficiary_code, district_code, ward_code, village, reason, action,
    access.shown_actor(reason, actor) as actor, created_on, due_on, state, outcome, outcome_on, last_result,
    last_result_on, reopened
from reconciled.worklist
where beneficiary_code not in (  -- by its last programme: a task outlives its entry
    select h.beneficiary_code from reconciled.beneficiary_history h
    where access.is_apart(h.programme_code) and not exists (
        select from reconciled.beneficiary_history l
        where l.beneficiary_code = h.beneficiary_code and l.valid_from > h.valid_from
    )
)
and ((select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[]))));

-- Counts of an area hold whom its offices see; the others are counted with those of whom no area is known.
create or replace view report.beneficiary as
select
    business_date, case when not access.is_apart(programme_code) then district_code end as district_code,
    access.shown_programme(programme_code) as programme_code, pay_channel,
    access.shown_count(count(*)) as beneficiaries
from reconciled.beneficiary
group by 1, 2, 3, 4;
create or replace view report.discrepancy as
select
    case when not access.is_apart(b.programme_code) then b.district_code end as district_code, d.kind, d.severity,
    d.owner, access.shown_count(count(*)) as findings
from reconciled.discrepancy d join reconciled.beneficiary b using (beneficiary_code)
where d.resolved_on is null
group by 1, 2, 3, 4;
comment on column report.beneficiary.district_code is 'GSO code valid on the business date; null: not known, or counted by the department alone';
comment on column report.discrepancy.district_code is 'GSO code valid on the business date; null: not known, or counted by the department alone';

-- By name a login finds what it may see: offices none of these entries, unless they pay or decide as well.
create or replace function access.entries_named(name text, most bigint) returns setof text
language sql stable security definer set search_path = '' as $$
    with may as (
        select
            coalesce(bool_or(pg_has_role(r.oid, 'doisoat_payments', 'USAGE')), false) as pay,
            coalesce(bool_or(pg_has_role(r.oid, 'doisoat_payments', 'USAGE')
                or pg_has_role(r.oid, 'doisoat_reviewer', 'USAGE')), false) as see_all
        from pg_catalog.pg_roles r where r.rolname = access.current_login()
    )
    select b.beneficiary_code from reconciled.beneficiary b
    where to_tsvector('pg_catalog.simple'::regconfig, access.folded(b.full_name))
        @@ plainto_tsquery('pg_catalog.simple', access.folded(entries_named.name))
    and ((select may.see_all from may) or not access.is_apart(b.programme_code))
    and (
        (select access.whole_city())
        or (select may.pay from may)
        or (b.business_date >= (select access.codes_since())
            and (b.district_code = any ((select access.districts())::text[])
                or b.ward_code = any ((select access.wards())::text[])))
    )
    limit most
$$;
