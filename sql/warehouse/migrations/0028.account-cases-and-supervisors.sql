-- depends: 0020.desk-review
-- Doubtful holders of accounts are reviewed like doubtful entries, so a case has a key of its own. Somebody above the
-- reviewers may take back what others decided; nobody else may.
do $$
begin
    if not exists (select from pg_roles where rolname = 'doisoat_supervisor') then
        begin
            create role doisoat_supervisor nologin;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end if;
    if not pg_has_role('doisoat_supervisor', 'doisoat_reviewer', 'USAGE') then
        grant doisoat_reviewer to doisoat_supervisor;
    end if;
    execute format('grant connect on database %I to doisoat_supervisor', current_database());
end
$$;

drop view if exists review.open_case;
drop view if exists review.settled;
do $$
declare
    place text;
begin
    foreach place in array array['review', 'staging'] loop
        execute format(
            'alter table %I.case_file add column if not exists case_id text, add column if not exists subject text,'
            ' add column if not exists bank_bin text, add column if not exists account_number text,'
            ' add column if not exists holder_name text, add column if not exists holder_date_of_birth text,'
            ' add column if not exists holder_id_number text', place
        );
        execute format(
            'update %I.case_file set case_id = beneficiary_code, subject = ''beneficiary'' where case_id is null', place
        );
        execute format('alter table %I.case_file alter case_id set not null, alter subject set not null', place);
        execute format('alter table %I.case_file drop constraint case_file_pkey, add primary key (case_id)', place);
    end loop;
    foreach place in array array['review.candidate', 'review.lease', 'staging.candidate'] loop
        if exists (select from pg_attribute where attrelid = to_regclass(place) and attname = 'beneficiary_code') then
            execute format('alter table %s rename column beneficiary_code to case_id', place);
        end if;
    end loop;
    alter table review.case_file add column if not exists asked text[] not null default '{}';
    alter table review.case_file add column if not exists settled_by text[] not null default '{}';
    alter table review.case_file add column if not exists stuck text;
    foreach place in array array['review', 'staging'] loop
        execute format('comment on table %I.case_file is ''a roll entry, or the holder of an account, that waits for a person'
            ', as of the last publication''', place);
        execute format('comment on column %I.case_file.case_id is ''the key: the entry, or bank and account''', place);
        execute format('comment on column %I.case_file.subject is ''beneficiary: a roll entry; account: the holder of an'
            ' account''', place);
        execute format('comment on column %I.case_file.beneficiary_code is ''the entry; of an account the entry that it'
            ' serves''', place);
        execute format('comment on column %I.case_file.bank_bin is ''the bank of the account, if it is about one''', place);
        execute format('comment on column %I.case_file.account_number is ''the account, if it is about one''', place);
        execute format('comment on column %I.case_file.holder_name is ''its holder, as the bank returned it''', place);
        execute format('comment on column %I.case_file.holder_date_of_birth is ''of the holder, as precise as the bank'
            ' knows''', place);
        execute format('comment on column %I.case_file.holder_id_number is ''of the holder, 12 or 9 digits''', place);
        execute format('comment on table %I.candidate is ''a person of the register who may be the subject of a case;'
            ' protected''', place);
        execute format('comment on column %I.candidate.case_id is ''the case; with personal_id the key''', place);
    end loop;
end
$$;
comment on column review.lease.case_id is 'the case; the key';

-- The key of the case that a decision is about. No code holds a unit separator: intake takes it out of every text.
create or replace function review.case_id(beneficiary_code text, bank_bin text, account_number text) returns text
language sql immutable parallel safe as $$ select coalesce(beneficiary_code, bank_bin || chr(31) || account_number) $$;
comment on function review.case_id is 'the key of the case that a decision is about';

drop policy if exists granted_areas on review.candidate;
create policy granted_areas on review.candidate for select to doisoat_reviewer
using (exists (select from review.case_file c where c.case_id = candidate.case_id));
drop policy if exists granted_areas on review.lease;
create policy granted_areas on review.lease for select to doisoat_reviewer
using (exists (select from review.case_file c where c.case_id = lease.case_id));
drop policy if exists taken on review.lease;
create policy taken on review.lease for insert to doisoat_reviewer with check (
    login = access.current_login() and until <= now() + interval '1 hour'
    and exists (select from review.case_file c where c.case_id = lease.case_id)
);

-- One's own decision is taken back by oneself, another's by a supervisor.
create or replace function access.may_withdraw(decision bigint) returns boolean
language sql stable security definer set search_path = '' as $$
    select exists (
        select from review.decision d where d.decision_id = may_withdraw.decision and d.decided_by = access.current_login()
    ) or exists (
        select from pg_catalog.pg_roles r
        where r.rolname = access.current_login() and pg_has_role(r.oid, 'doisoat_supervisor', 'USAGE')
    )
$$;
comment on function access.may_withdraw is 'whether the current login may take a decision back: its own, or as a supervisor any';
drop policy if exists own_name on review.decision;
create policy own_name on review.decision for insert to doisoat_reviewer, doisoat_desk with check (
    decided_by = access.current_login() and (withdraws is null or access.may_withdraw(withdraws)) and (
        exists (select from reconciled.beneficiary b where b.beneficiary_code = decision.beneficiary_code)
        or exists (select from reconciled.account a where a.bank_bin = decision.bank_bin
            and a.account_number = decision.account_number)
    )
);

-- What people have said of the evidence that a case has now is kept with the case: a queue of 200,000 is read in
-- milliseconds. What somebody took back themselves was never said; what a supervisor took back was said, and is not asked of
-- them again.
comment on column review.case_file.asked is 'who has settled it on its present evidence, those overruled with them';
comment on column review.case_file.settled_by is 'who has settled it: said same or cannot tell of one candidate, or different of all';
comment on column review.case_file.stuck is 'contested: people contradict each other; undecided: somebody could not tell';
create index if not exists decision_case on review.decision
(review.case_id(beneficiary_code, bank_bin, account_number));
-- In plpgsql, which plans for the case that is asked about.
create or replace function review.case_states(only_case text default null)
returns table (case_id text, asked text[], settled_by text[], stuck text)
language plpgsql stable security definer set search_path = '' as $$
#variable_conflict use_column
begin
    return query
    with word as (
        select distinct on (k.case_id, k.personal_id, d.decided_by)
            k.case_id, k.personal_id, d.decided_by, d.verdict,
            exists (select from review.decision w where w.withdraws = d.decision_id) as overruled
        from review.decision d
        join review.candidate k
            on k.case_id = review.case_id(d.beneficiary_code, d.bank_bin, d.account_number)
            and k.personal_id = d.personal_id and k.evidence_digest = d.evidence_digest
        where d.verdict is not null
        and (only_case is null or review.case_id(d.beneficiary_code, d.bank_bin, d.account_number) = only_case)
        and not exists (
            select from review.decision w where w.withdraws = d.decision_id and w.decided_by = d.decided_by
        )
        order by k.case_id, k.personal_id, d.decided_by, d.decision_id desc
    ),
    person as (
        select w.case_id, w.decided_by, bool_or(w.overruled) as overruled
        from word w join review.case_file f on f.case_id = w.case_id
        group by w.case_id, w.decided_by, f.candidates
        having bool_or(w.verdict <> 'different') or count(*) >= f.candidates
    ),
    candidate as (
        select
            w.case_id, bool_or(w.verdict = 'same') as same, bool_or(w.verdict = 'different') as different,
            bool_or(w.verdict = 'cannot_tell') as cannot_tell
        from word w where not w.overruled group by w.case_id, w.personal_id
    ),
    settled as (
        select
            p.case_id, array_agg(p.decided_by order by p.decided_by) as asked,
            coalesce(array_agg(p.decided_by order by p.decided_by) filter (where not p.overruled), '{}') as settled_by
        from person p group by p.case_id
    ),
    stuck as (
        select
            c.case_id,
            case
                when bool_or(c.same and c.different) or count(*) filter (where c.same) > 1 then 'contested'
                when bool_or(c.cannot_tell) and not bool_or(c.same)
                    and (not review.in_sample(c.case_id) or max(cardinality(s.settled_by)) > 1) then 'undecided'
            end as stuck
        from candidate c left join settled s on s.case_id = c.case_id group by c.case_id
    )
    select
        coalesce(s.case_id, t.case_id), coalesce(s.asked, '{}'), coalesce(s.settled_by, '{}'), t.stuck
    from settled s full join stuck t on t.case_id = s.case_id;
end
$$;
comment on function review.case_states is 'what people have said of one case, or of all that something was said of';
create or replace function review.keep_case_states(only_case text default null) returns void
language plpgsql security definer set search_path = '' as $$
begin
    with said as materialized (select * from review.case_states(only_case)),
    silent as (
        update review.case_file f set asked = '{}', settled_by = '{}', stuck = null
        where (only_case is null or f.case_id = only_case) and (f.asked <> '{}' or f.stuck is not null)
        and not exists (select from said s where s.case_id = f.case_id)
    )
    update review.case_file f set asked = s.asked, settled_by = s.settled_by, stuck = s.stuck
    from said s
    where f.case_id = s.case_id
    and (f.asked, f.settled_by, f.stuck) is distinct from (s.asked, s.settled_by, s.stuck);
end
$$;
comment on function review.keep_case_states is 'keeps with one case, or with all, what people have said of it';
create or replace function review.tell_case() returns trigger language plpgsql security definer set search_path = '' as $$
begin
    perform review.keep_case_states(review.case_id(new.beneficiary_code, new.bank_bin, new.account_number));
    return null;
end
$$;
comment on function review.tell_case is 'keeps with a case what has just been said of it';
create or replace trigger decision_is_told after insert on review.decision
for each row execute function review.tell_case();
do $$ begin perform review.keep_case_states(); end $$;

create or replace view review.open_case with (security_invoker = true) as
select
    c.case_id, c.subject, c.beneficiary_code, c.business_date, c.opened_on, c.reason, c.money_held, c.programme_code,
    c.district_code, c.ward_code, c.match_probability, c.candidates, c.settled_by <> '{}' as second
from review.case_file c
where c.asked = '{}' or (
    not (select access.current_login()) = any (c.asked)
    and (
        c.settled_by = '{}'
        or (cardinality(c.settled_by) = 1 and cardinality(c.asked) = 1 and review.in_sample(c.case_id))
    )
);
comment on view review.open_case is 'a case that the current login may be given';
comment on column review.open_case.case_id is 'the key: the entry, or bank and account';
comment on column review.open_case.subject is 'beneficiary: a roll entry; account: the holder of an account';
comment on column review.open_case.beneficiary_code is 'the entry; of an account the entry that it serves';
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

create index if not exists case_file_stuck on review.case_file (money_held desc) where stuck is not null;

-- The newest word of each person about a pair, of the areas of the login. It applies the areas itself: a policy would be
-- asked row by row.
create or replace function review.words()
returns table (
    case_id text, personal_id text, evidence_digest text, decided_by text, verdict text, blind boolean,
    match_probability double precision
)
language sql stable security definer set search_path = '' as $$
    select distinct on (1, 2, 3, 4)
        review.case_id(d.beneficiary_code, d.bank_bin, d.account_number), d.personal_id, d.evidence_digest,
        d.decided_by, d.verdict, d.blind, d.match_probability
    from review.decision d
    left join reconciled.account a on a.bank_bin = d.bank_bin and a.account_number = d.account_number
    where d.verdict is not null and not exists (select from review.decision w where w.withdraws = d.decision_id)
    and (
        (select access.whole_city())
        or exists (
            select from reconciled.beneficiary b
            where b.beneficiary_code = coalesce(d.beneficiary_code, a.beneficiary_codes[1])
            and b.business_date >= (select access.codes_since())
            and (b.district_code = any ((select access.districts())::text[])
                or b.ward_code = any ((select access.wards())::text[]))
        )
    )
    order by 1, 2, 3, 4, d.decision_id desc
$$;
comment on function review.words is 'the newest word of each person about a pair, of the areas of the current login';

revoke all on review.open_case from public;
revoke execute on function review.case_id(text, text, text), access.may_withdraw(bigint), review.case_states(text),
    review.keep_case_states(text), review.tell_case(), review.words() from public;
grant execute on function review.case_id(text, text, text) to doisoat_reviewer, doisoat_pipeline;
grant execute on function review.keep_case_states(text) to doisoat_pipeline;
grant execute on function review.words() to doisoat_reviewer;
grant execute on function access.may_withdraw(bigint) to doisoat_reviewer, doisoat_desk;
grant select on review.open_case to doisoat_reviewer;
