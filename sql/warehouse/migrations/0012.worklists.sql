-- depends: 0009.access-to-decisions
-- Who must do what, what the wards reported back, and the accounts they reported: claims that a bank has to confirm.

create unlogged table if not exists staging.task (
    worklist_id text not null,
    business_date date not null,
    beneficiary_code text not null,
    district_code text,
    ward_code text,
    village text,
    reason text not null,
    action text not null,
    actor text not null,
    due_days bigint not null,
    state text not null,
    outcome text,
    last_result text,
    last_result_on date,
    opened_on date not null,
    primary key (worklist_id)
);
comment on table staging.task is 'something to do on one night';
comment on column staging.task.worklist_id is 'digest of entry and reason; the key';
comment on column staging.task.business_date is 'the night it was published for';
comment on column staging.task.beneficiary_code is 'the entry that it is about; of several of a person the first';
comment on column staging.task.district_code is 'GSO code valid on the business date';
comment on column staging.task.ward_code is 'GSO code valid on the business date';
comment on column staging.task.village is 'as sent';
comment on column staging.task.reason is 'why: see code_label (worklist_reason)';
comment on column staging.task.action is 'what is to be done: see code_label (worklist_action)';
comment on column staging.task.actor is 'who must do it: ward, labour, police, bank, post';
comment on column staging.task.due_days is 'working days that it is given';
comment on column staging.task.state is 'open, or done as far as the actor can';
comment on column staging.task.outcome is 'what the actor reported, of what is done';
comment on column staging.task.last_result is 'what the ward reported last: see code_label (fieldwork_result)';
comment on column staging.task.last_result_on is 'when it was there';
comment on column staging.task.opened_on is 'since when it is there, nights of absence up to a week counted in';

-- The states of a task while there is something to do; `worklist` follows from them.
create table if not exists reconciled.worklist_history (
    worklist_id text not null,
    business_date date not null,
    beneficiary_code text not null,
    district_code text,
    ward_code text,
    village text,
    reason text not null,
    action text not null,
    actor text not null,
    due_days bigint not null,
    state text not null,
    outcome text,
    last_result text,
    last_result_on date,
    valid_from date not null,
    valid_to date,
    primary key (worklist_id, valid_from),
    check (valid_to > valid_from)
);
comment on table reconciled.worklist_history is 'a state of a task while there was something to do; its business_date is the first night of the state';
comment on column reconciled.worklist_history.worklist_id is 'digest of entry and reason; the key';
comment on column reconciled.worklist_history.business_date is 'the night it was published for';
comment on column reconciled.worklist_history.beneficiary_code is 'the entry that it is about; of several of a person the first';
comment on column reconciled.worklist_history.district_code is 'GSO code valid on the business date';
comment on column reconciled.worklist_history.ward_code is 'GSO code valid on the business date';
comment on column reconciled.worklist_history.village is 'as sent';
comment on column reconciled.worklist_history.reason is 'why: see code_label (worklist_reason)';
comment on column reconciled.worklist_history.action is 'what is to be done: see code_label (worklist_action)';
comment on column reconciled.worklist_history.actor is 'who must do it: ward, labour, police, bank, post';
comment on column reconciled.worklist_history.due_days is 'working days that it is given';
comment on column reconciled.worklist_history.state is 'open, or done as far as the actor can';
comment on column reconciled.worklist_history.outcome is 'what the actor reported, of what is done';
comment on column reconciled.worklist_history.last_result is 'what the ward reported last: see code_label (fieldwork_result)';
comment on column reconciled.worklist_history.last_result_on is 'when it was there';
comment on column reconciled.worklist_history.valid_from is 'the first business date of the state';
comment on column reconciled.worklist_history.valid_to is 'the first business date no longer in it; null while it lasts';
create index if not exists worklist_history_from on reconciled.worklist_history (valid_from);
create index if not exists worklist_history_to on reconciled.worklist_history (valid_to);

create table if not exists reconciled.worklist (
    worklist_id text not null,
    business_date date not null,
    beneficiary_code text not null,
    district_code text,
    ward_code text,
    village text,
    reason text not null,
    action text not null,
    actor text not null,
    created_on date not null,
    due_on date not null,
    state text not null,
    outcome text,
    outcome_on date,
    last_result text,
    last_result_on date,
    reopened bigint not null,
    primary key (worklist_id)
);
comment on table reconciled.worklist is 'one thing one person or office must do for one beneficiary';
comment on column reconciled.worklist.worklist_id is 'digest of entry and reason; the key';
comment on column reconciled.worklist.business_date is 'the first night of its present state';
comment on column reconciled.worklist.beneficiary_code is 'the entry that it is about; of several of a person the first';
comment on column reconciled.worklist.district_code is 'GSO code valid on the business date';
comment on column reconciled.worklist.ward_code is 'GSO code valid on the business date';
comment on column reconciled.worklist.village is 'as sent';
comment on column reconciled.worklist.reason is 'why: see code_label (worklist_reason)';
comment on column reconciled.worklist.action is 'what is to be done: see code_label (worklist_action)';
comment on column reconciled.worklist.actor is 'who must do it: ward, labour, police, bank, post';
comment on column reconciled.worklist.created_on is 'the night that found it; of one that came back after a week the last time';
comment on column reconciled.worklist.due_on is 'the working day by which it is to be done; fixed when created';
comment on column reconciled.worklist.state is 'open, done, withdrawn';
comment on column reconciled.worklist.outcome is 'how it ended: see code_label (worklist_outcome); null while it is open';
comment on column reconciled.worklist.outcome_on is 'the night that found it so';
comment on column reconciled.worklist.last_result is 'what the ward reported last: see code_label (fieldwork_result)';
comment on column reconciled.worklist.last_result_on is 'when it was there';
comment on column reconciled.worklist.reopened is 'how often it came back after more than a week';
create index if not exists worklist_beneficiary on reconciled.worklist (beneficiary_code);
create index if not exists worklist_open on reconciled.worklist (ward_code, actor) where state = 'open';

create table if not exists reconciled.fieldwork (
    worklist_id text not null,
    beneficiary_code text,
    ward_code text not null,
    listed_on date not null,
    result text not null,
    result_reason text,
    bank_bin text,
    account_number text,
    done_on date,
    filled_by text,
    verdict text not null,
    delivery_date date not null,
    sequence bigint not null,
    file text not null,
    row_number bigint not null,
    primary key (ward_code, delivery_date, sequence, file, row_number)
);
comment on table reconciled.fieldwork is 'a result that a ward reported, and what became of it';
comment on column reconciled.fieldwork.worklist_id is 'the task that it is about';
comment on column reconciled.fieldwork.beneficiary_code is 'its entry; null if the task is unknown';
comment on column reconciled.fieldwork.ward_code is 'the ward that reported';
comment on column reconciled.fieldwork.listed_on is 'business date of the list that was filled in';
comment on column reconciled.fieldwork.result is 'see code_label (fieldwork_result)';
comment on column reconciled.fieldwork.result_reason is 'in the ward''s words';
comment on column reconciled.fieldwork.bank_bin is 'bank of an account that was opened';
comment on column reconciled.fieldwork.account_number is 'number of an account that was opened';
comment on column reconciled.fieldwork.done_on is 'day of the visit; null if not said';
comment on column reconciled.fieldwork.filled_by is 'who filled it in, as sent';
comment on column reconciled.fieldwork.verdict is 'taken, superseded, stale, closed, unknown: see code_label';
comment on column reconciled.fieldwork.delivery_date is 'date the ward delivered for';
comment on column reconciled.fieldwork.sequence is 'sequence of the delivery';
comment on column reconciled.fieldwork.file is 'file of the delivery';
comment on column reconciled.fieldwork.row_number is 'row in that file, counted through its sheets';
create index if not exists fieldwork_task on reconciled.fieldwork (worklist_id);
create unlogged table if not exists staging.fieldwork (like reconciled.fieldwork including indexes including comments);

create table if not exists reconciled.account_claim (
    beneficiary_code text not null,
    business_date date not null,
    bank_bin text not null,
    account_number text not null,
    claimed_on date not null,
    ward_code text not null,
    worklist_id text not null,
    claim_state text not null,
    primary key (beneficiary_code)
);
comment on table reconciled.account_claim is 'an account that a ward reported for an entry, which its bank has to confirm';
comment on column reconciled.account_claim.beneficiary_code is 'the entry; the key';
comment on column reconciled.account_claim.business_date is 'the night it was published for';
comment on column reconciled.account_claim.bank_bin is 'the bank that was named';
comment on column reconciled.account_claim.account_number is 'the number that was named';
comment on column reconciled.account_claim.claimed_on is 'when the ward was there';
comment on column reconciled.account_claim.ward_code is 'the ward that reported it';
comment on column reconciled.account_claim.worklist_id is 'the task that it was reported for';
comment on column reconciled.account_claim.claim_state is 'waiting, confirmed, doubtful, other_holder, inactive';
create unlogged table if not exists staging.account_claim (like reconciled.account_claim including indexes including comments);

-- Feeds come and go: the list of them is include/config/feeds.yaml.
comment on column reconciled.file_accounting.feed is 'feed of the delivery';
comment on column staging.file_accounting.feed is 'feed of the delivery';

-- Who may do what ------------------------------------------------------------------------------------------------------
call access.protect('reconciled.worklist', 'area');
call access.protect('reconciled.worklist_history', 'area');
call access.protect('reconciled.fieldwork', 'beneficiary');
call access.protect('reconciled.account_claim', 'beneficiary');

-- Where a person of a programme tied to HIV is to be asked about an account, the department itself asks; who else reads
-- the worklist does not see that it is another actor than for everybody.
create or replace function access.shown_actor(reason text, actor text) returns text
language sql immutable parallel safe as $$
    select case when reason = 'no_account' or (reason like 'account\_%' and reason <> 'account_claimed')
        then 'ward' else actor end
$$;
comment on function access.shown_actor is 'who must do a task, as it may leave the department';
create or replace view analyst.worklist as
select
    worklist_id, business_date, beneficiary_code, district_code, ward_code, village, reason, action,
    access.shown_actor(reason, actor) as actor, created_on, due_on, state, outcome, outcome_on, last_result,
    last_result_on, reopened
from reconciled.worklist;
create or replace view district.worklist with (security_barrier) as
select
    worklist_id, business_date, beneficiary_code, district_code, ward_code, village, reason, action,
    access.shown_actor(reason, actor) as actor, created_on, due_on, state, outcome, outcome_on, last_result,
    last_result_on, reopened
from reconciled.worklist
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));
comment on view analyst.worklist is 'one thing one person or office must do for one beneficiary';
comment on view district.worklist is 'one thing one person or office must do for one beneficiary of the areas of the login';
do $$
declare
    c record;
begin
    for c in
        select v.view, a.attname as name, col_description(t.oid, b.attnum) as meaning
        from (values ('analyst.worklist'::regclass), ('district.worklist'::regclass)) v (view)
        join pg_attribute a on a.attrelid = v.view and a.attnum > 0
        join pg_class t on t.oid = 'reconciled.worklist'::regclass
        join pg_attribute b on b.attrelid = t.oid and b.attname = a.attname
    loop
        execute format('comment on column %s.%I is %L', c.view, c.name, c.meaning);
    end loop;
end
$$;

-- A ward's workbook names people. Whoever takes it is entitled to the ward, and it is logged.
create or replace function access.fetch_worklist(date date, district_code text, ward_code text) returns bigint
language plpgsql set search_path = '' as $$
begin
    if not coalesce(
        pg_has_role(session_user, 'doisoat_pipeline', 'MEMBER')
        or access.whole_city()
        or (date >= access.codes_since()
            and (district_code = any (access.districts()) or ward_code = any (access.wards()))),
        false
    ) then
        raise exception 'this login may not fetch the worklist of this ward' using errcode = 'invalid_authorization_specification';
    end if;
    return audit.record('worklist_fetched', ward_code, jsonb_build_object('business_date', date));
end
$$;
comment on function access.fetch_worklist(date, text, text) is 'log that the current login takes a ward''s workbook; refused unless the ward was granted to it';
revoke execute on function access.shown_actor(text, text), access.fetch_worklist(date, text, text) from public;
grant execute on function access.shown_actor(text, text) to doisoat_pipeline, doisoat_analyst, doisoat_district,
    doisoat_reviewer, doisoat_payments, doisoat_auditor, doisoat_desk;
grant execute on function access.fetch_worklist(date, text, text) to doisoat_pipeline, doisoat_district, doisoat_desk;

grant select, insert, update, delete on reconciled.worklist, reconciled.worklist_history, reconciled.fieldwork,
    reconciled.account_claim to doisoat_pipeline;
grant select, insert, update, delete, truncate on staging.task, staging.fieldwork, staging.account_claim
to doisoat_pipeline;
grant select on reconciled.worklist, reconciled.worklist_history, reconciled.fieldwork, reconciled.account_claim
to doisoat_reviewer, doisoat_desk;
grant select on reconciled.account_claim to doisoat_payments;
grant select on analyst.worklist to doisoat_analyst, doisoat_auditor;
grant select on district.worklist to doisoat_district;
do $$
begin
    if current_setting('server_version_num')::integer >= 170000 then
        execute 'grant maintain on staging.task, staging.fieldwork, staging.account_claim to doisoat_pipeline';
    end if;
end
$$;
