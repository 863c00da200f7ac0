-- depends: 0009.access-to-decisions 0015.desk
-- Run again after 0028, which gives cases a key of their own: first back to the columns that this migration knows.
do $$
declare
    name text;
begin
    foreach name in array array['review.candidate', 'review.lease', 'staging.candidate'] loop
        if exists (select from pg_attribute where attrelid = to_regclass(name) and attname = 'case_id') then
            drop view if exists review.open_case;
            execute format('alter table %s rename column case_id to beneficiary_code', name);
        end if;
    end loop;
end
$$;
-- The queue of doubtful matches: what a reviewer must see of each entry and its candidates. The population stays in the
-- lake; of it only the candidates of entries in review are here, and only while they are.
create table if not exists review.case_file (
    beneficiary_code text not null,
    business_date date not null,
    opened_on date not null,
    reason text not null,
    money_held bigint not null,
    programme_code text,
    district_code text,
    ward_code text,
    match_probability double precision not null,
    candidates bigint not null,
    primary key (beneficiary_code)
);
comment on table review.case_file is 'a roll entry that waits for a person, as of the last publication';
comment on column review.case_file.beneficiary_code is 'the entry; the key';
comment on column review.case_file.business_date is 'the night it was published for';
comment on column review.case_file.opened_on is 'the first business date since when it has been waiting';
comment on column review.case_file.reason is 'why the model does not decide: see code_label';
comment on column review.case_file.money_held is 'đồng a month that wait for the decision';
comment on column review.case_file.programme_code is 'benefit programme; other_assistance: one that is not told';
comment on column review.case_file.district_code is 'GSO code valid on the business date';
comment on column review.case_file.ward_code is 'GSO code valid on the business date';
comment on column review.case_file.match_probability is 'probability that the best candidate is right';
comment on column review.case_file.candidates is 'how many persons come into question';
create index if not exists case_file_order on review.case_file
(money_held desc, opened_on, match_probability desc, beneficiary_code);
create index if not exists case_file_district on review.case_file (district_code, money_held desc, opened_on);

create table if not exists review.candidate (
    beneficiary_code text not null,
    personal_id text not null,
    business_date date not null,
    rank bigint not null,
    old_id text,
    full_name text not null,
    date_of_birth text,
    sex text,
    district_code text,
    ward_code text,
    village text,
    person_status text not null,
    status_date date,
    match_probability double precision not null,
    evidence jsonb not null,
    evidence_digest text not null,
    model_version text not null,
    primary key (beneficiary_code, personal_id)
);
comment on table review.candidate is 'a person of the register who may be the entry of a case; protected';
comment on column review.candidate.beneficiary_code is 'the entry; with personal_id the key';
comment on column review.candidate.personal_id is 'the person';
comment on column review.candidate.business_date is 'the night it was published for';
comment on column review.candidate.rank is '1 is the most probable';
comment on column review.candidate.old_id is 'number of the old 9-digit card';
comment on column review.candidate.full_name is 'name as the register has it';
comment on column review.candidate.date_of_birth is 'YYYY-MM-DD, YYYY-MM or YYYY, as precise as the register knows';
comment on column review.candidate.sex is 'M or F';
comment on column review.candidate.district_code is 'GSO code of the permanent residence';
comment on column review.candidate.ward_code is 'GSO code of the permanent residence';
comment on column review.candidate.village is 'as the register has it';
comment on column review.candidate.person_status is 'alive, deceased, missing, moved_out';
comment on column review.candidate.status_date is 'since when';
comment on column review.candidate.match_probability is 'probability that it is this person';
comment on column review.candidate.evidence is 'per field the level reached and its weight in bits';
comment on column review.candidate.evidence_digest is 'digest of the compared fields: a decision holds while it stays the same';
comment on column review.candidate.model_version is 'the model that judged';

create unlogged table if not exists staging.case_file
(like review.case_file including indexes including comments);
alter table staging.case_file drop column if exists opened_on;
create unlogged table if not exists staging.candidate
(like review.candidate including indexes including comments);

-- Who has a case before them. A lease that has run out is nobody's.
create table if not exists review.lease (
    beneficiary_code text not null,
    login text not null,
    until timestamptz not null,
    primary key (beneficiary_code)
);
comment on table review.lease is 'a case that somebody is looking at, so that nobody else does so unknowingly';
comment on column review.lease.beneficiary_code is 'the entry; the key';
comment on column review.lease.login is 'who';
comment on column review.lease.until is 'when it runs out';
create index if not exists lease_login on review.lease (login);

create index if not exists decision_recent on review.decision (decided_at);
create index if not exists decision_own on review.decision (decided_by, decision_id desc);

-- Found by number or by name, in every entry, in milliseconds.
create index if not exists beneficiary_id_number on reconciled.beneficiary (id_number) where id_number is not null;
create index if not exists beneficiary_account_number on reconciled.beneficiary (account_number)
where account_number is not null;
create or replace function access.folded(name text) returns text
language sql immutable parallel safe set search_path = '' as $$
    select lower(translate(regexp_replace(normalize(name, NFD), E'[\\u0300-\\u036f]', '', 'g'), 'Đđ', 'Dd'))
$$;
comment on function access.folded is 'a name without tones, with d for đ, in lower case';
create index if not exists beneficiary_folded_name on reconciled.beneficiary
using gin (to_tsvector('pg_catalog.simple'::regconfig, access.folded(full_name)));
-- A condition of this kind cannot use its index below row-level security, so the function applies the areas itself.
create or replace function access.entries_named(name text, most bigint) returns setof text
language sql stable security definer set search_path = '' as $$
    select b.beneficiary_code from reconciled.beneficiary b
    where to_tsvector('pg_catalog.simple'::regconfig, access.folded(b.full_name))
        @@ plainto_tsquery('pg_catalog.simple', access.folded(entries_named.name))
    and (
        (select access.whole_city())
        or (select exists (select from pg_catalog.pg_roles r where r.rolname = access.current_login()
            and pg_has_role(r.oid, 'doisoat_payments', 'USAGE')))
        or (b.business_date >= (select access.codes_since())
            and (b.district_code = any ((select access.districts())::text[])
                or b.ward_code = any ((select access.wards())::text[])))
    )
    limit most
$$;
comment on function access.entries_named is 'entries whose name has all words given, in any order, in the areas of the current login';

do $$
declare
    name text;
begin
    foreach name in array array['case_file', 'candidate', 'lease'] loop
        execute format('alter table review.%I enable row level security', name);
        execute format('drop policy if exists pipeline on review.%I', name);
        execute format('create policy pipeline on review.%I to doisoat_pipeline using (true) with check (true)', name);
        execute format('drop policy if exists granted_areas on review.%I', name);
    end loop;
end
$$;
create policy granted_areas on review.case_file for select to doisoat_reviewer using (
    (select access.whole_city()) or (business_date >= (select access.codes_since())
        and (district_code = any ((select access.districts())::text[])
            or ward_code = any ((select access.wards())::text[])))
);
create policy granted_areas on review.candidate for select to doisoat_reviewer
using (exists (select from review.case_file c where c.beneficiary_code = candidate.beneficiary_code));
-- Everybody sees who is at work; nobody takes or gives up a case in another's name, or before their time is over.
create policy granted_areas on review.lease for select to doisoat_reviewer
using (exists (select from review.case_file c where c.beneficiary_code = lease.beneficiary_code));
drop policy if exists taken on review.lease;
create policy taken on review.lease for insert to doisoat_reviewer with check (
    login = access.current_login() and until <= now() + interval '1 hour'
    and exists (select from review.case_file c where c.beneficiary_code = lease.beneficiary_code)
);
drop policy if exists renewed on review.lease;
create policy renewed on review.lease for update to doisoat_reviewer
using (login = access.current_login() or until < now())
with check (login = access.current_login() and until <= now() + interval '1 hour');
drop policy if exists given_up on review.lease;
create policy given_up on review.lease for delete to doisoat_reviewer
using (login = access.current_login() or until < now());

-- The same rules as before, in a form that does not read every entry of the city for the rows of one.
drop policy if exists granted_areas on review.decision;
create policy granted_areas on review.decision for select to doisoat_reviewer, doisoat_desk using (
    exists (select from reconciled.beneficiary b where b.beneficiary_code = decision.beneficiary_code)
    or exists (select from reconciled.account a where a.bank_bin = decision.bank_bin
        and a.account_number = decision.account_number)
);
drop policy if exists own_name on review.decision;
create policy own_name on review.decision for insert to doisoat_reviewer, doisoat_desk with check (
    decided_by = access.current_login() and (
        exists (select from reconciled.beneficiary b where b.beneficiary_code = decision.beneficiary_code)
        or exists (select from reconciled.account a where a.bank_bin = decision.bank_bin
            and a.account_number = decision.account_number)
    )
);
drop policy if exists granted_areas on reconciled.discrepancy;
create policy granted_areas on reconciled.discrepancy to doisoat_district, doisoat_reviewer, doisoat_desk
using (exists (select from reconciled.beneficiary b where b.beneficiary_code = discrepancy.beneficiary_code));

-- A tenth of all cases is also given to a second person, who does not see what the model or the first one thought.
create or replace function review.in_sample(code text) returns boolean language sql immutable parallel safe as $$
    select ('x' || left(md5('second review' || code), 8))::bit(32)::bigint % 10 = 0
$$;
comment on function review.in_sample is 'whether a case is one of those that two people judge';

-- Who has settled which case on the evidence that it has now: said same or cannot tell of one candidate, or different of
-- all. Of each person the newest word about a candidate counts.
create or replace view review.settled with (security_invoker = true) as
with word as (
    select distinct on (d.beneficiary_code, d.personal_id, d.decided_by)
        d.beneficiary_code, d.personal_id, d.decided_by, d.verdict
    from review.decision d
    join review.candidate c
        on (c.beneficiary_code, c.personal_id, c.evidence_digest)
        = (d.beneficiary_code, d.personal_id, d.evidence_digest)
    where d.verdict is not null and not exists (select from review.decision w where w.withdraws = d.decision_id)
    order by d.beneficiary_code, d.personal_id, d.decided_by, d.decision_id desc
)
select word.beneficiary_code, word.decided_by
from word join review.case_file f using (beneficiary_code)
group by word.beneficiary_code, word.decided_by, f.candidates
having bool_or(word.verdict <> 'different') or count(*) >= f.candidates;
comment on view review.settled is 'somebody who has settled a case on the evidence that it has now';
comment on column review.settled.beneficiary_code is 'the case';
comment on column review.settled.decided_by is 'who';

create or replace view review.open_case with (security_invoker = true) as
select
    c.beneficiary_code, c.business_date, c.opened_on, c.reason, c.money_held, c.programme_code, c.district_code,
    c.ward_code, c.match_probability, c.candidates,
    c.beneficiary_code = any (array(select s.beneficiary_code from review.settled s)) as second
from review.case_file c
where c.beneficiary_code <> all (array(
    select s.beneficiary_code from review.settled s group by s.beneficiary_code
    having bool_or(s.decided_by = access.current_login()) or count(*) > 1 or not review.in_sample(s.beneficiary_code)
));
comment on view review.open_case is 'a case that the current login may be given';
comment on column review.open_case.beneficiary_code is 'the entry; the key';
comment on column review.open_case.business_date is 'the night it was published for';
comment on column review.open_case.opened_on is 'the first business date since when it has been waiting';
comment on column review.open_case.reason is 'why the model does not decide: see code_label';
comment on column review.open_case.money_held is 'đồng a month that wait for the decision';
comment on column review.open_case.programme_code is 'benefit programme; other_assistance: one that is not told';
comment on column review.open_case.district_code is 'GSO code valid on the business date';
comment on column review.open_case.ward_code is 'GSO code valid on the business date';
comment on column review.open_case.match_probability is 'probability that the best candidate is right';
comment on column review.open_case.candidates is 'how many persons come into question';
comment on column review.open_case.second is 'somebody else has settled it: to be judged blind';

revoke all on review.settled, review.open_case from public;
revoke execute on function review.in_sample(text) from public;
grant execute on function review.in_sample(text) to doisoat_reviewer, doisoat_pipeline;
grant select on review.settled to doisoat_reviewer, doisoat_pipeline;
grant select on review.open_case to doisoat_reviewer;
grant select on review.case_file, review.candidate to doisoat_reviewer, doisoat_pipeline;
grant insert, update, delete on review.case_file, review.candidate to doisoat_pipeline;
grant select, insert, update, delete, truncate on staging.case_file, staging.candidate to doisoat_pipeline;
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on staging.case_file, staging.candidate to doisoat_pipeline';
    end if;
end
$$;
grant select, insert, update, delete on review.lease to doisoat_reviewer;
grant select, delete on review.lease to doisoat_pipeline;
revoke all on review.case_file, review.candidate, review.lease, staging.case_file, staging.candidate from public;
revoke execute on function access.folded(text), access.entries_named(text, bigint) from public;
grant execute on function access.entries_named(text, bigint) to doisoat_reviewer, doisoat_payments, doisoat_district;
grant execute on function access.folded(text) to doisoat_pipeline; -- its index is made with it
