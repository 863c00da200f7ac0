-- depends: 0006.coverage
-- Who may see and do what: group roles without login, logins limited to areas, views without what they must not see,
-- and a log that is only ever appended to. Explained in docs/access.md; tests/cases/access.csv says it for every object.

-- Roles belong to the whole server: another warehouse on it may have made them already, or an administrator.
do $$
declare
    name text;
begin
    foreach name in array array[
        'doisoat_pipeline', 'doisoat_analyst', 'doisoat_district', 'doisoat_reviewer', 'doisoat_payments',
        'doisoat_auditor', 'doisoat_desk'
    ] loop
        if not exists (select from pg_roles where rolname = name) then
            begin
                execute format('create role %I nologin', name);
            exception when duplicate_object or unique_violation then
                null;
            end;
        end if;
    end loop;
    execute format(
        'grant connect on database %I to doisoat_pipeline, doisoat_analyst, doisoat_district, doisoat_reviewer,'
        ' doisoat_payments, doisoat_auditor, doisoat_desk', current_database()
    );
    execute format('grant temporary on database %I to doisoat_pipeline', current_database());
end
$$;
-- A function is for those it is granted to, those of later migrations too.
alter default privileges revoke execute on functions from public;

create schema if not exists access;
comment on schema access is 'which logins may see which areas, and what the masked views are made with';
create schema if not exists analyst;
comment on schema analyst is 'the published tables for analysts: numbers masked, programmes that tell an illness not told';
create schema if not exists district;
comment on schema district is 'the published tables for the offices of an area: its rows only, programmes as for analysts';
create schema if not exists report;
comment on schema report is 'counts that may leave the department: under 5 people they are not told';

-- What happened -------------------------------------------------------------------------------------------------------
create table if not exists audit.event (
    event_id bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    login text not null,
    session_login text not null,
    action text not null,
    object text not null,
    detail jsonb not null,
    primary key (event_id),
    constraint action_is_a_code check (action ~ '^[a-z]+(_[a-z]+)*$'),
    constraint detail_is_an_object check (jsonb_typeof(detail) = 'object')
);
comment on table audit.event is 'something that somebody did; only ever appended to';
comment on column audit.event.event_id is 'the key; a higher one is later';
comment on column audit.event.at is 'when, by the clock of the database';
comment on column audit.event.login is 'who did it';
comment on column audit.event.session_login is 'the login of the session: the desk''s own where it acts for somebody';
comment on column audit.event.action is 'what was done, as a code';
comment on column audit.event.object is 'what it was done to: a table, a login, a worklist …; never a person''s name or number';
comment on column audit.event.detail is 'what else must be known: codes and keys, never names, identity or account numbers';
create index if not exists event_at on audit.event (at);
create index if not exists event_login on audit.event (login, at);

create or replace function audit.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'audit.event is only ever appended to' using errcode = 'restrict_violation';
end
$$;
comment on function audit.refuse_change is 'keeps what was logged as it was logged';
create or replace trigger event_is_final before update or delete or truncate on audit.event
for each statement execute function audit.refuse_change();

-- Whoever the session acts for. Only the desk may say that it acts for somebody, whom it has asked for a password.
create or replace function access.current_login() returns text language sql stable set search_path = '' as $$
    select case when pg_has_role(session_user, 'doisoat_desk', 'MEMBER')
        then coalesce(nullif(current_setting('doisoat.login', true), ''), session_user::text)
        else session_user::text end
$$;
comment on function access.current_login is 'the login that the session is judged as';

create or replace function audit.record(action text, object text, detail jsonb default '{}') returns bigint
language sql security definer set search_path = '' as $$
    insert into audit.event (login, session_login, action, object, detail)
    values (access.current_login(), session_user::text, action, object, detail) returning event_id
$$;
comment on function audit.record is 'append to audit.event as the current login; returns the event_id';

-- Which areas a login sees ---------------------------------------------------------------------------------------------
create table if not exists access.area_grant (
    grant_id bigint generated always as identity,
    login text not null,
    level text not null,
    code text,
    code_since date not null,
    granted_at timestamptz not null default clock_timestamp(),
    ended_at timestamptz,
    primary key (grant_id),
    constraint level_known check (level in ('city', 'district', 'ward')),
    constraint code_but_for_the_city check ((level = 'city') = (code is null))
);
comment on table access.area_grant is 'an area that a login may see, or might until the grant was ended';
comment on column access.area_grant.grant_id is 'the key';
comment on column access.area_grant.login is 'the login';
comment on column access.area_grant.level is 'city, district, ward';
comment on column access.area_grant.code is 'GSO code of the district or ward; null: the city';
comment on column access.area_grant.code_since is 'since when the code means this area; earlier rows are another area''s';
comment on column access.area_grant.granted_at is 'when it was granted';
comment on column access.area_grant.ended_at is 'when it was ended; null while it holds';
create unique index if not exists area_grant_once on access.area_grant (login, level, code, code_since)
nulls not distinct where ended_at is null;

create or replace function access.log_area_grant() returns trigger language plpgsql set search_path = '' as $$
begin
    perform audit.record(
        case when new.ended_at is null then 'area_granted' else 'area_ended' end, new.login,
        jsonb_build_object('level', new.level, 'code', new.code, 'code_since', new.code_since)
    );
    return null;
end
$$;
comment on function access.log_area_grant is 'logs every grant of an area and its end';
create or replace trigger area_grant_is_logged after insert or update on access.area_grant
for each row execute function access.log_area_grant();

create or replace function access.grant_area(login text, level text, code text, code_since date) returns void
language sql set search_path = '' as $$
    insert into access.area_grant (login, level, code, code_since) values (login, level, code, code_since)
    on conflict do nothing
$$;
comment on function access.grant_area is 'let a login see the rows of an area';
create or replace function access.end_area(login text, level text, code text) returns bigint
language sql set search_path = '' as $$
    with ended as (
        update access.area_grant g set ended_at = clock_timestamp()
        where g.login = end_area.login and g.level = end_area.level
        and g.code is not distinct from end_area.code and g.ended_at is null
        returning 1
    )
    select count(*) from ended
$$;
comment on function access.end_area is 'end a login''s grant of an area; returns how many were ended';

-- Roles as such are given with these, so that it is logged. The caller must be allowed to give them.
create or replace function access.grant_role(login text, role text) returns void
language plpgsql set search_path = '' as $$
begin
    if role !~ '^doisoat_' then
        raise exception 'only roles of doisoat are given here' using errcode = 'invalid_parameter_value';
    end if;
    execute format('grant %I to %I', role, login);
    perform audit.record('role_granted', login, jsonb_build_object('role', role));
end
$$;
comment on function access.grant_role is 'give a login a role of doisoat, and log it';
create or replace function access.revoke_role(login text, role text) returns void
language plpgsql set search_path = '' as $$
begin
    execute format('revoke %I from %I', role, login);
    perform audit.record('role_revoked', login, jsonb_build_object('role', role));
end
$$;
comment on function access.revoke_role is 'take a role of doisoat from a login, and log it';

-- What the current login was granted. They read for the caller what the caller may not read, and of nobody else.
create or replace function access.whole_city() returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (
        select from access.area_grant
        where login = access.current_login() and level = 'city' and ended_at is null
    )
$$;
comment on function access.whole_city is 'whether the current login sees every area';
create or replace function access.districts() returns text[]
language sql stable security definer set search_path = '' as $$
    select coalesce(array_agg(code), '{}') from access.area_grant
    where login = access.current_login() and level = 'district' and ended_at is null
$$;
comment on function access.districts is 'districts that the current login sees';
create or replace function access.wards() returns text[]
language sql stable security definer set search_path = '' as $$
    select coalesce(array_agg(code), '{}') from access.area_grant
    where login = access.current_login() and level = 'ward' and ended_at is null
$$;
comment on function access.wards is 'wards that the current login sees';
create or replace function access.codes_since() returns date
language sql stable security definer set search_path = '' as $$
    select max(code_since) from access.area_grant where login = access.current_login() and ended_at is null
$$;
comment on function access.codes_since is 'since when all codes granted to the current login mean what they meant when granted';

-- How things are shown -------------------------------------------------------------------------------------------------
create or replace function access.masked(number text) returns text language sql immutable parallel safe as $$
    select case
        when length(number) >= 12 then left(number, 6) || '••' || right(number, 4)
        when length(number) >= 8 then left(number, 2) || '••' || right(number, 2)
        when number is not null then '••'
    end
$$;
comment on function access.masked is 'an identity or account number as a screen may show it: 001185••1234';

-- Who draws 03a, 03b or 08 lives with HIV (Decree 20/2021, art. 5 and 8). A word for these alone would tell as much, so
-- the smaller programmes share one; and so does every code that is not known to be harmless.
create or replace function access.shown_programme(programme_code text) returns text
language sql immutable parallel safe as $$
    select case
        when programme_code ~ '^(05|06|20[.][12])' then programme_code
        when programme_code ~ '^(TNLS|BMVNAH|PVBM|TKN|AHLLVT|TIENKN|TUDAY|TBB|TB|BB|CDHH|TCLS|TUAT)' then programme_code
        when programme_code is not null then 'other_assistance'
    end
$$;
comment on function access.shown_programme is 'a programme as it may leave the department';
create or replace function access.shown_amount(programme_code text, amount bigint) returns bigint
language sql immutable parallel safe as $$
    select case when access.shown_programme(programme_code) = programme_code then amount end
$$;
comment on function access.shown_amount is 'an amount as it may leave the department: it would tell the programme';
create or replace function access.shown_detail(detail jsonb) returns jsonb language sql immutable parallel safe as $$
    select detail - '{roll,register,programme}'::text[]
$$;
comment on function access.shown_detail is 'what a finding says, without values of persons and programmes';
create or replace function access.shown_count(people bigint) returns bigint language sql immutable parallel safe as $$
    select case when people not between 1 and 4 then people end
$$;
comment on function access.shown_count is 'a count as it may leave the department: null for 1 to 4';

-- One person or account has one key in every view, so that they can be counted and joined without their number.
create table if not exists access.secret (only_row boolean primary key default true check (only_row), pepper bytea not null);
comment on table access.secret is 'what makes keys of persons and accounts impossible to work out from their numbers';
comment on column access.secret.only_row is 'there is one';
comment on column access.secret.pepper is 'random; whoever knows it can try all numbers';
insert into access.secret (pepper)
select sha256(convert_to(gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8'))
on conflict do nothing;
create or replace function access.key_of(pepper bytea, number text) returns text language sql stable parallel safe as $$
    select left(encode(sha256(pepper || convert_to(number, 'UTF8') || pepper), 'hex'), 32)
$$;
comment on function access.key_of is 'a number''s key under a pepper: the same for the same number';

-- Rows of an area ------------------------------------------------------------------------------------------------------
-- For tables with district_code, ward_code and a date, and for tables that follow `beneficiary`. Roles that work for the
-- whole city see every row of what they are granted; the others the areas of their login. Roles add up.
create or replace procedure access.protect(target regclass, kind text, dated name default 'business_date')
language plpgsql set search_path = '' as $$
declare
    condition text;
begin
    condition := case kind
        when 'area' then format(
            '(select access.whole_city()) or (%I >= (select access.codes_since())'
            ' and (district_code = any ((select access.districts())::text[])'
            ' or ward_code = any ((select access.wards())::text[])))', dated)
        when 'beneficiary' then
            'beneficiary_code in (select b.beneficiary_code from reconciled.beneficiary b)'
        when 'beneficiaries' then
            'exists (select from reconciled.beneficiary b where b.beneficiary_code = any (beneficiary_codes))'
    end;
    if condition is null then
        raise exception 'rows are protected by area, beneficiary or beneficiaries' using errcode = 'invalid_parameter_value';
    end if;
    execute format('alter table %s enable row level security', target);
    execute format('drop policy if exists pipeline on %s', target);
    execute format('create policy pipeline on %s to doisoat_pipeline using (true) with check (true)', target);
    execute format('drop policy if exists whole_city on %s', target);
    execute format(
        'create policy whole_city on %s for select to doisoat_analyst, doisoat_payments, doisoat_auditor using (true)',
        target);
    execute format('drop policy if exists granted_areas on %s', target);
    execute format(
        'create policy granted_areas on %s to doisoat_district, doisoat_reviewer, doisoat_desk using (%s)',
        target, condition);
end
$$;
comment on procedure access.protect is 'row-level security for a table: by its area, by its beneficiary, or by its beneficiaries';
call access.protect('reconciled.beneficiary', 'area');
call access.protect('reconciled.beneficiary_history', 'area');
call access.protect('reconciled.coverage', 'area');
call access.protect('reconciled.discrepancy', 'beneficiary');
call access.protect('reconciled.account', 'beneficiaries');

-- Applied again, they must not trip over columns that later migrations gave them.
drop view if exists analyst.beneficiary, analyst.beneficiary_history, analyst.account, analyst.discrepancy,
    analyst.change, analyst.quarantine, district.beneficiary, district.beneficiary_history, district.account,
    district.discrepancy, district.change, district.coverage, report.coverage, report.beneficiary, report.discrepancy
    cascade;

-- For analysts ---------------------------------------------------------------------------------------------------------
-- These views filter no rows, so that no condition of a reader can see more than their columns.
create or replace view analyst.beneficiary as
select
    beneficiary_code,
    business_date,
    access.shown_programme(programme_code) as programme_code,
    full_name,
    left(date_of_birth, 4) as birth_year,
    sex,
    access.masked(id_number) as id_number,
    district_code,
    ward_code,
    village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount,
    access.masked(personal_id) as personal_id,
    access.key_of((select pepper from access.secret), personal_id) as person_key,
    match_status,
    match_method,
    match_probability,
    person_status,
    account_status,
    account_type,
    bank_bin,
    access.masked(account_number) as account_number,
    access.key_of((select pepper from access.secret), bank_bin || account_number) as account_key,
    account_probability,
    pay_channel,
    hold_reason
from reconciled.beneficiary;
create or replace view analyst.beneficiary_history as
select
    beneficiary_code,
    business_date,
    access.shown_programme(programme_code) as programme_code,
    full_name,
    left(date_of_birth, 4) as birth_year,
    sex,
    access.masked(id_number) as id_number,
    district_code,
    ward_code,
    village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount,
    access.masked(personal_id) as personal_id,
    access.key_of((select pepper from access.secret), personal_id) as person_key,
    match_status,
    match_method,
    match_probability,
    person_status,
    account_status,
    account_type,
    bank_bin,
    access.masked(account_number) as account_number,
    access.key_of((select pepper from access.secret), bank_bin || account_number) as account_key,
    account_probability,
    pay_channel,
    hold_reason,
    valid_from,
    valid_to
from reconciled.beneficiary_history;
create or replace view analyst.account as
select
    bank_bin,
    access.masked(account_number) as account_number,
    access.key_of((select pepper from access.secret), bank_bin || account_number) as account_key,
    business_date,
    account_type,
    holder_name,
    status,
    access.masked(personal_id) as personal_id,
    access.key_of((select pepper from access.secret), personal_id) as person_key,
    beneficiary_codes
from reconciled.account;
create or replace view analyst.discrepancy as
select
    discrepancy_id, beneficiary_code, kind, severity, owner, access.shown_detail(detail) as detail,
    first_seen, last_seen, resolved_on, reopened
from reconciled.discrepancy;
create or replace function access.shown_change(what text, value text) returns text
language sql immutable parallel safe as $$
    select case
        when what in ('id_number', 'personal_id', 'account_number') then access.masked(value)
        when what in ('programme_code', 'entry') then access.shown_programme(value)
        when what = 'date_of_birth' then left(value, 4)
        when what <> 'monthly_amount' then value
    end
$$;
comment on function access.shown_change is 'a value of `change` as the masked views show it';
create or replace view analyst.change as
select
    business_date, beneficiary_code, what, access.shown_change(what, from_value) as from_value,
    access.shown_change(what, to_value) as to_value, cause
from reconciled.change;
create or replace view analyst.quarantine as
select business_date, feed, sender, file, row_number, field, reason from reconciled.quarantine;

-- For the offices of an area -------------------------------------------------------------------------------------------
-- A reader's condition must not see rows of other areas: security_barrier.
create or replace view district.beneficiary with (security_barrier) as
select
    beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, account_probability,
    pay_channel, hold_reason
from reconciled.beneficiary
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));
create or replace view district.beneficiary_history with (security_barrier) as
select
    beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village,
    access.shown_amount(programme_code, monthly_amount) as monthly_amount, personal_id, match_status, match_method,
    match_probability, person_status, account_status, account_type, bank_bin, account_number, account_probability,
    pay_channel, hold_reason, valid_from, valid_to
from reconciled.beneficiary_history
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));
create or replace view district.account with (security_barrier) as
select bank_bin, account_number, business_date, account_type, holder_name, status, personal_id, served.codes as beneficiary_codes
from reconciled.account a
cross join lateral (
    select array_agg(b.beneficiary_code order by b.beneficiary_code) as codes from district.beneficiary b
    where b.beneficiary_code = any (a.beneficiary_codes)
) served
where served.codes is not null;
create or replace view district.discrepancy with (security_barrier) as
select
    discrepancy_id, beneficiary_code, kind, severity, owner,
    case when kind in ('programme_conflict', 'amount_differs') then access.shown_detail(detail) else detail end as detail,
    first_seen, last_seen, resolved_on, reopened
from reconciled.discrepancy
where beneficiary_code in (select b.beneficiary_code from district.beneficiary b);
create or replace view district.change with (security_barrier) as
select
    business_date, beneficiary_code, what,
    case when what in ('programme_code', 'entry', 'monthly_amount') then access.shown_change(what, from_value)
        else from_value end as from_value,
    case when what in ('programme_code', 'entry', 'monthly_amount') then access.shown_change(what, to_value)
        else to_value end as to_value,
    cause
from reconciled.change
where beneficiary_code in (select b.beneficiary_code from district.beneficiary b);
create or replace view district.coverage with (security_barrier) as
select *
from reconciled.coverage
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));

-- For reports ----------------------------------------------------------------------------------------------------------
-- Three numbers of an area are told together or not at all. Where one area of several is not told, the smallest other
-- one is not told either: it would follow from the sum.
create or replace view report.coverage as
with counted as (
    select
        business_date, level, district_code, ward_code, beneficiaries, with_account,
        account_problem + no_account as without_account,
        declined + incapable + absent as excepted,
        target_share, target_date, forecast_share, will_miss
    from reconciled.coverage
    where level in ('city', 'district', 'ward')
),
small as (
    select
        *,
        exists (
            select from (values (beneficiaries), (with_account), (without_account), (excepted)) c (people)
            where people between 1 and 4
        ) as is_small
    from counted
),
placed as (
    select
        *,
        count(*) filter (where is_small) over area = 1
        and row_number() over (area order by is_small, beneficiaries, district_code, ward_code) = 1 as covers
    from small
    window area as (partition by business_date, level, case level when 'ward' then district_code end)
)
select
    business_date, level, district_code, ward_code,
    case when not hidden then beneficiaries end as beneficiaries,
    case when not hidden then with_account end as with_account,
    case when not hidden then without_account end as without_account,
    case when not hidden then excepted end as excepted,
    target_share, target_date,
    case when not hidden then forecast_share end as forecast_share,
    case when not hidden then will_miss end as will_miss,
    hidden as suppressed
from placed cross join lateral (select is_small or covers as hidden) h;
create or replace view report.beneficiary as
select
    business_date, district_code, access.shown_programme(programme_code) as programme_code, pay_channel,
    access.shown_count(count(*)) as beneficiaries
from reconciled.beneficiary
group by business_date, district_code, access.shown_programme(programme_code), pay_channel;
create or replace view report.discrepancy as
select b.district_code, d.kind, d.severity, d.owner, access.shown_count(count(*)) as findings
from reconciled.discrepancy d join reconciled.beneficiary b using (beneficiary_code)
where d.resolved_on is null
group by b.district_code, d.kind, d.severity, d.owner;

comment on view analyst.beneficiary is 'a roll entry, as of the last publication';
comment on view analyst.beneficiary_history is 'a state of a roll entry over time; its business_date is the first night of the state';
comment on view analyst.account is 'an account from a bank return';
comment on view analyst.discrepancy is 'one open or resolved finding, without the values that differ';
comment on view analyst.change is 'something that is different about an entry from one published night to the next; amounts are not told';
comment on view analyst.quarantine is 'a row put aside, without what was sent';
comment on view district.beneficiary is 'a roll entry of the areas of the login, as of the last publication';
comment on view district.beneficiary_history is 'a state of a roll entry of the areas of the login';
comment on view district.account is 'an account that serves entries of the areas of the login';
comment on view district.discrepancy is 'one open or resolved finding about an entry of the areas of the login';
comment on view district.change is 'something that is different about an entry of the areas of the login; amounts are not told';
comment on view district.coverage is 'an area of the login on a date';
comment on view report.coverage is 'the city, a district or a ward on a date';
comment on view report.beneficiary is 'entries of a district, programme and way to be paid, as of the last publication';
comment on view report.discrepancy is 'open findings of a district and kind';
comment on column report.coverage.without_account is 'account_problem and no_account together; null: not told';
comment on column report.coverage.excepted is 'declined, incapable and absent together; null: not told';
comment on column report.coverage.suppressed is 'whether the counts are not told: one is under 5, or a neighbour''s would follow';
comment on column report.beneficiary.beneficiaries is 'entries; null: 1 to 4';
comment on column report.discrepancy.findings is 'open findings; null: 1 to 4';

-- A column of a view means what the column of the table means, unless it was said above.
do $$
declare
    c record;
begin
    for c in
        select v.oid::regclass as view, a.attname as name, coalesce(
            case
                when a.attname = 'programme_code' then 'benefit programme; other_assistance: one that is not told'
                when a.attname = 'monthly_amount' then 'đồng a month; null where the programme is not told'
                when v.relnamespace <> 'analyst'::regnamespace then null
                when a.attname = 'birth_year' then 'year of birth as the roll knows it'
                when a.attname = 'person_key' then 'one for one person, in every view; null when not linked'
                when a.attname = 'account_key' then 'one for one account, in every view'
                when a.attname = 'detail' then 'what differs, as codes'
                when a.attname in ('id_number', 'personal_id', 'account_number')
                then col_description(t.oid, b.attnum) || ', masked'
            end,
            col_description(t.oid, b.attnum)) as meaning
        from pg_class v
        join pg_attribute a on a.attrelid = v.oid and a.attnum > 0
        left join pg_class t on t.relnamespace = 'reconciled'::regnamespace and t.relname = v.relname
        left join pg_attribute b on b.attrelid = t.oid and b.attname = a.attname
        where v.relkind = 'v' and v.relnamespace::regnamespace::text in ('analyst', 'district', 'report')
        and col_description(v.oid, a.attnum) is null
    loop
        if c.meaning is null then
            select col_description('reconciled.beneficiary'::regclass, a.attnum) into c.meaning
            from pg_attribute a where a.attrelid = 'reconciled.beneficiary'::regclass and a.attname = c.name;
        end if;
        execute format('comment on column %s.%I is %L', c.view, c.name, c.meaning);
    end loop;
end
$$;

-- Who may do what ------------------------------------------------------------------------------------------------------
grant usage on schema reconciled, report, access, audit to doisoat_pipeline, doisoat_analyst, doisoat_district,
    doisoat_reviewer, doisoat_payments, doisoat_auditor, doisoat_desk;
grant usage on schema staging to doisoat_pipeline;
grant usage on schema review to doisoat_pipeline, doisoat_reviewer, doisoat_auditor, doisoat_desk;
grant usage on schema analyst to doisoat_analyst, doisoat_auditor;
grant usage on schema district to doisoat_district;

grant select on reconciled.code_label, reconciled.run to doisoat_pipeline, doisoat_analyst, doisoat_district,
    doisoat_reviewer, doisoat_payments, doisoat_auditor, doisoat_desk;
grant select on all tables in schema report to doisoat_pipeline, doisoat_analyst, doisoat_district, doisoat_reviewer,
    doisoat_payments, doisoat_auditor, doisoat_desk;
grant select on all tables in schema analyst to doisoat_analyst, doisoat_auditor;
grant select on all tables in schema district to doisoat_district;
grant select on reconciled.coverage, reconciled.file_accounting, reconciled.quality_result to doisoat_analyst,
    doisoat_auditor;
grant select on reconciled.coverage to doisoat_payments, doisoat_desk;
grant select on reconciled.beneficiary, reconciled.account to doisoat_payments, doisoat_reviewer, doisoat_desk;
grant select on reconciled.beneficiary_history, reconciled.discrepancy to doisoat_reviewer, doisoat_desk;
grant select on audit.event, access.area_grant to doisoat_auditor;

grant select, insert, update, delete on reconciled.beneficiary, reconciled.account, reconciled.beneficiary_history,
    reconciled.discrepancy, reconciled.coverage, reconciled.file_accounting, reconciled.quarantine,
    reconciled.quality_result, reconciled.run, reconciled.code_label to doisoat_pipeline;
grant select on reconciled.change, audit._yoyo_migration to doisoat_pipeline;
grant select, insert, update, delete, truncate on all tables in schema staging to doisoat_pipeline;
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on all tables in schema staging to doisoat_pipeline';
    end if;
end
$$;

revoke execute on all routines in schema access, audit from public;
grant execute on function access.current_login(), access.whole_city(), access.districts(), access.wards(),
    access.codes_since(), access.masked(text), access.shown_programme(text), access.shown_amount(text, bigint),
    access.shown_detail(jsonb), access.shown_count(bigint), access.shown_change(text, text),
    access.key_of(bytea, text), audit.record(text, text, jsonb)
to doisoat_pipeline, doisoat_analyst, doisoat_district, doisoat_reviewer, doisoat_payments, doisoat_auditor,
    doisoat_desk;
