-- depends: 0006.coverage
-- What people decided about doubtful matches. A row is never changed or removed: who errs withdraws, by another row.
create table if not exists review.decision (
    decision_id bigint generated always as identity,
    decided_at timestamptz not null default clock_timestamp(),
    decided_by text not null,
    subject text not null,
    beneficiary_code text,
    bank_bin text,
    account_number text,
    personal_id text not null,
    verdict text,
    reason text not null,
    note text,
    evidence_digest text not null,
    model_version text,
    match_probability double precision,
    blind boolean not null,
    withdraws bigint,
    primary key (decision_id),
    foreign key (withdraws) references review.decision (decision_id),
    constraint decided_by_somebody check (decided_by <> ''),
    constraint subject_known check (subject in ('beneficiary', 'account')),
    constraint subject_named check (
        (subject = 'beneficiary') = (beneficiary_code is not null)
        and (subject = 'account') = (bank_bin is not null)
        and (subject = 'account') = (account_number is not null)
    ),
    constraint verdict_known check (verdict in ('same', 'different', 'cannot_tell')),
    constraint verdict_or_withdrawal check ((verdict is null) = (withdraws is not null)),
    constraint reason_is_a_code check (reason ~ '^[a-z]+(_[a-z]+)*$'),
    constraint probability_is_a_share check (match_probability between 0 and 1)
);
comment on table review.decision is 'what a person decided about one record and one candidate, or took back';
comment on column review.decision.decision_id is 'the key; a higher one is later';
comment on column review.decision.decided_at is 'when, by the clock of the database';
comment on column review.decision.decided_by is 'login of who decided';
comment on column review.decision.subject is 'beneficiary: a roll entry; account: the holder of an account';
comment on column review.decision.beneficiary_code is 'the roll entry, if it is about one';
comment on column review.decision.bank_bin is 'the bank of the account, if it is about one';
comment on column review.decision.account_number is 'the account, if it is about one';
comment on column review.decision.personal_id is 'the candidate that was judged';
comment on column review.decision.verdict is 'same, different, cannot_tell; null: this row withdraws another';
comment on column review.decision.reason is 'why, as a code: see code_label';
comment on column review.decision.note is 'in the words of who decided; personal, leaves this table for nowhere';
comment on column review.decision.evidence_digest is 'digest of the compared fields that were before the person';
comment on column review.decision.model_version is 'the model whose view was shown or withheld';
comment on column review.decision.match_probability is 'what that model thought of the candidate';
comment on column review.decision.blind is 'whether the model''s view was withheld from the person';
comment on column review.decision.withdraws is 'the decision that this row takes back';
create unique index if not exists decision_withdrawn_once on review.decision (withdraws) where withdraws is not null;
create index if not exists decision_beneficiary on review.decision (beneficiary_code) where beneficiary_code is not null;
create index if not exists decision_account on review.decision (bank_bin, account_number) where bank_bin is not null;

create or replace function review.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'review.decision is only ever appended to' using errcode = 'restrict_violation';
end
$$;
comment on function review.refuse_change is 'keeps what was decided as it was decided';
create or replace trigger decision_is_final before update or delete or truncate on review.decision
for each statement execute function review.refuse_change();

-- A withdrawal is about the very case that was decided, and comes once. Nobody says when but the database.
create or replace function review.complete_decision() returns trigger language plpgsql as $$
begin
    new.decided_at := clock_timestamp();
    if new.withdraws is not null and not exists (
        select from review.decision d
        where d.decision_id = new.withdraws and d.verdict is not null
        and row(d.subject, d.beneficiary_code, d.bank_bin, d.account_number, d.personal_id, d.evidence_digest)
            is not distinct from row(new.subject, new.beneficiary_code, new.bank_bin, new.account_number,
                new.personal_id, new.evidence_digest)
    ) then
        raise exception 'a withdrawal repeats the case of a decision' using errcode = 'check_violation';
    end if;
    return new;
end
$$;
comment on function review.complete_decision is 'dates a decision, and holds a withdrawal to the case it takes back';
create or replace trigger decision_is_complete before insert on review.decision
for each row execute function review.complete_decision();

-- Of each person the newest word about a case counts, of several persons the newest. Two persons who contradict each
-- other on the same evidence leave the case contested: nobody's word is obeyed until one of them is withdrawn.
create or replace view review.standing with (security_invoker = true) as
with opinion as (
    select distinct on (subject, beneficiary_code, bank_bin, account_number, personal_id, decided_by) d.*
    from review.decision d
    where d.verdict is not null
    and not exists (select from review.decision w where w.withdraws = d.decision_id)
    order by subject, beneficiary_code, bank_bin, account_number, personal_id, decided_by, decision_id desc
),
newest as (
    select distinct on (subject, beneficiary_code, bank_bin, account_number, personal_id) *
    from opinion
    order by subject, beneficiary_code, bank_bin, account_number, personal_id, decision_id desc
)
select
    n.decision_id, n.decided_at, n.decided_by, n.subject, n.beneficiary_code, n.bank_bin, n.account_number,
    n.personal_id, n.verdict, n.reason, n.evidence_digest, n.model_version, n.match_probability, n.blind,
    exists (
        select from opinion o
        where row(o.subject, o.beneficiary_code, o.bank_bin, o.account_number, o.personal_id, o.evidence_digest)
            is not distinct from row(n.subject, n.beneficiary_code, n.bank_bin, n.account_number, n.personal_id,
                n.evidence_digest)
        and (o.verdict, n.verdict) in (('same', 'different'), ('different', 'same'))
    ) as contested
from newest n;
comment on view review.standing is 'the decision that stands about one record and one candidate';
comment on column review.standing.decision_id is 'the decision';
comment on column review.standing.decided_at is 'when, by the clock of the database';
comment on column review.standing.decided_by is 'login of who decided';
comment on column review.standing.subject is 'beneficiary: a roll entry; account: the holder of an account';
comment on column review.standing.beneficiary_code is 'the roll entry, if it is about one';
comment on column review.standing.bank_bin is 'the bank of the account, if it is about one';
comment on column review.standing.account_number is 'the account, if it is about one';
comment on column review.standing.personal_id is 'the candidate that was judged';
comment on column review.standing.verdict is 'same, different, cannot_tell';
comment on column review.standing.reason is 'why, as a code: see code_label';
comment on column review.standing.evidence_digest is 'digest of the compared fields that were before the person';
comment on column review.standing.model_version is 'the model whose view was shown or withheld';
comment on column review.standing.match_probability is 'what that model thought of the candidate';
comment on column review.standing.blind is 'whether the model''s view was withheld from the person';
comment on column review.standing.contested is 'somebody else decided the opposite on the same evidence: neither is obeyed';

-- Nobody reads or writes here who was not given it by name.
revoke all on review.decision, review.standing from public;
