-- depends: 0008.access 0016.entitlement
-- Pay runs and what they instruct (schema `payments`, the truth), and what readers see of it (`reconciled`).
create schema if not exists payments;
comment on schema payments is 'pay runs: proposed, decided, instructed, written; instructions are only ever added';

create table if not exists payments.run (
    run_id text primary key,
    period text not null check (period ~ '^\d{4}-(0[1-9]|1[0-2])$'),
    number integer not null check (number > 0),
    business_date date not null,
    started_by text not null,
    state text not null,
    digest text not null,
    totals jsonb not null,
    instructions_before bigint not null,
    proposed_at timestamptz not null default clock_timestamp(),
    decided_by text,
    decided_at timestamptz,
    instructed_on date,
    written_at timestamptz,
    unique (period, number),
    constraint state_known check (state in ('proposed', 'approved', 'refused', 'expired', 'superseded')),
    constraint nobody_pays_alone check (state <> 'approved' or (decided_by is not null and decided_by <> started_by)),
    constraint approved_is_dated check ((state = 'approved') = (instructed_on is not null))
);
comment on table payments.run is 'a pay run';
comment on column payments.run.run_id is 'period, a slash, number; the key';
comment on column payments.run.period is 'YYYY-MM that is paid';
comment on column payments.run.number is 'which run of the period, from 1';
comment on column payments.run.business_date is 'the publication that it was made from';
comment on column payments.run.started_by is 'who started it, as Airflow knows them';
comment on column payments.run.state is 'proposed, approved, refused, expired, superseded (by a later proposal)';
comment on column payments.run.digest is 'of what was proposed: what is instructed must be that';
comment on column payments.run.totals is 'counts and đồng by channel, bank, district and reason';
comment on column payments.run.instructions_before is 'how many instructions there were: should there be more, the proposal is out of date';
comment on column payments.run.proposed_at is 'when it was proposed';
comment on column payments.run.decided_by is 'who decided, as Airflow knows them; never who started it, if approved';
comment on column payments.run.decided_at is 'when; the files bear this time';
comment on column payments.run.instructed_on is 'the newest business date when it was approved';
comment on column payments.run.written_at is 'when all its files had been written';
create unique index if not exists run_proposed on payments.run ((true)) where state = 'proposed';

create table if not exists payments.proposal (
    run_id text not null,
    payment_id text not null,
    period text not null,
    beneficiary_code text not null,
    programme_code text not null,
    attempt bigint not null,
    kind text not null,
    personal_id text,
    amount bigint not null,
    pay_channel text not null,
    channel_reason text,
    bank_bin text,
    account_number text,
    district_code text,
    ward_code text,
    recipient text not null,
    message_id text not null,
    batch_id text not null,
    payee_name text not null,
    full_name text not null,
    village text,
    primary key (run_id, payment_id),
    foreign key (run_id) references payments.run
);
comment on table payments.proposal is 'a payment that a run proposes';
comment on column payments.proposal.run_id is 'the pay run: period, a slash, number within it';
comment on column payments.proposal.payment_id is 'idempotency key: beneficiary, programme, period, attempt';
comment on column payments.proposal.period is 'YYYY-MM that the money is for';
comment on column payments.proposal.beneficiary_code is 'the roll entry';
comment on column payments.proposal.programme_code is 'benefit programme; a hyphen where the roll names none';
comment on column payments.proposal.attempt is '1, and one more each time a failed payment is repeated';
comment on column payments.proposal.kind is 'regular, arrears, repeat';
comment on column payments.proposal.personal_id is 'the linked person';
comment on column payments.proposal.amount is 'đồng';
comment on column payments.proposal.pay_channel is 'bank, social_security, mobile_money, postal_cash';
comment on column payments.proposal.channel_reason is 'why not the channel of the published tables: see code_label';
comment on column payments.proposal.bank_bin is 'BIN of the bank; null for cash';
comment on column payments.proposal.account_number is 'the account; null for cash';
comment on column payments.proposal.district_code is 'GSO code on the day of instruction';
comment on column payments.proposal.ward_code is 'GSO code on the day of instruction';
comment on column payments.proposal.recipient is 'who is instructed: the bank''s BIN, or the post';
comment on column payments.proposal.message_id is 'the file of instructions (MsgId)';
comment on column payments.proposal.batch_id is 'the batch in it (PmtInfId)';
comment on column payments.proposal.payee_name is 'capital letters without tones, as the bank knows the holder';
comment on column payments.proposal.full_name is 'name as on the roll';
comment on column payments.proposal.village is 'as on the roll';

create table if not exists payments.withheld (
    run_id text not null,
    beneficiary_code text not null,
    programme_code text not null,
    period text not null,
    amount bigint,
    reason text not null,
    district_code text,
    primary key (run_id, beneficiary_code, programme_code, period),
    foreign key (run_id) references payments.run
);
comment on table payments.withheld is 'what an entry was not paid in a run, and why';
comment on column payments.withheld.run_id is 'the pay run: period, a slash, number within it';
comment on column payments.withheld.beneficiary_code is 'the roll entry';
comment on column payments.withheld.programme_code is 'benefit programme';
comment on column payments.withheld.period is 'YYYY-MM that the money would be for';
comment on column payments.withheld.amount is 'đồng; null if the roll says none';
comment on column payments.withheld.reason is 'see code_label';
comment on column payments.withheld.district_code is 'GSO code on the day of the run';

create table if not exists payments.instruction (
    payment_id text not null,
    period text not null,
    beneficiary_code text not null,
    programme_code text not null,
    attempt bigint not null,
    kind text not null,
    personal_id text,
    amount bigint not null,
    pay_channel text not null,
    channel_reason text,
    bank_bin text,
    account_number text,
    district_code text,
    ward_code text,
    recipient text not null,
    message_id text not null,
    batch_id text not null,
    run_id text not null,
    instructed_on date not null,
    primary key (payment_id),
    constraint paid_once unique (beneficiary_code, programme_code, period, attempt),
    foreign key (run_id) references payments.run,
    constraint amount_is_positive check (amount > 0)
);
comment on table payments.instruction is 'a payment that was decided, and so instructed; never changed';
comment on column payments.instruction.payment_id is 'idempotency key: beneficiary, programme, period, attempt';
comment on column payments.instruction.period is 'YYYY-MM that the money is for';
comment on column payments.instruction.beneficiary_code is 'the roll entry';
comment on column payments.instruction.programme_code is 'benefit programme; a hyphen where the roll names none';
comment on column payments.instruction.attempt is '1, and one more each time a failed payment is repeated';
comment on column payments.instruction.kind is 'regular, arrears, repeat';
comment on column payments.instruction.personal_id is 'the linked person';
comment on column payments.instruction.amount is 'đồng';
comment on column payments.instruction.pay_channel is 'bank, social_security, mobile_money, postal_cash';
comment on column payments.instruction.channel_reason is 'why not the channel of the published tables: see code_label';
comment on column payments.instruction.bank_bin is 'BIN of the bank; null for cash';
comment on column payments.instruction.account_number is 'the account; null for cash';
comment on column payments.instruction.district_code is 'GSO code on the day of instruction';
comment on column payments.instruction.ward_code is 'GSO code on the day of instruction';
comment on column payments.instruction.recipient is 'who is instructed: the bank''s BIN, or the post';
comment on column payments.instruction.message_id is 'the file of instructions (MsgId)';
comment on column payments.instruction.batch_id is 'the batch in it (PmtInfId)';
comment on column payments.instruction.run_id is 'the pay run: period, a slash, number within it';
comment on column payments.instruction.instructed_on is 'day of the decision';

create table if not exists payments.output (
    place text primary key,
    run_id text not null references payments.run,
    recipient text not null,
    sha256 text not null,
    bytes bigint not null,
    payments bigint not null,
    amount bigint not null,
    written_at timestamptz not null default clock_timestamp()
);
comment on table payments.output is 'a file that left: written once, never again';
comment on column payments.output.place is 'where it is in the outgoing storage; the key';
comment on column payments.output.run_id is 'the pay run';
comment on column payments.output.recipient is 'who is instructed: the bank''s BIN, or the post';
comment on column payments.output.sha256 is 'digest of its bytes';
comment on column payments.output.bytes is 'its size';
comment on column payments.output.payments is 'how many payments it holds';
comment on column payments.output.amount is 'their sum, đồng';
comment on column payments.output.written_at is 'when it was first known to be there';

create table if not exists payments.account_confirmation (
    beneficiary_code text not null,
    bank_bin text not null,
    account_number text not null,
    confirmed_by text not null,
    confirmed_at timestamptz not null default clock_timestamp(),
    primary key (beneficiary_code, bank_bin, account_number)
);
comment on table payments.account_confirmation is 'a changed account that a second person has looked at: it need not rest';
comment on column payments.account_confirmation.beneficiary_code is 'the roll entry';
comment on column payments.account_confirmation.bank_bin is 'BIN of the bank';
comment on column payments.account_confirmation.account_number is 'the account';
comment on column payments.account_confirmation.confirmed_by is 'who looked';
comment on column payments.account_confirmation.confirmed_at is 'when';
create or replace function payments.confirm_account(beneficiary_code text, bank_bin text, account_number text)
returns void language plpgsql security definer set search_path = '' as $$
begin
    if not exists (
        select from reconciled.beneficiary b where b.beneficiary_code = confirm_account.beneficiary_code
        and b.bank_bin = confirm_account.bank_bin and b.account_number = confirm_account.account_number
    ) then
        raise exception 'this is not the account of the entry' using errcode = 'invalid_parameter_value';
    end if;
    insert into payments.account_confirmation (beneficiary_code, bank_bin, account_number, confirmed_by)
    values (confirm_account.beneficiary_code, confirm_account.bank_bin, confirm_account.account_number,
        access.current_login())
    on conflict do nothing;
    perform audit.record('account_confirmed', confirm_account.beneficiary_code, '{}');
end
$$;
comment on function payments.confirm_account is 'say that a changed account is right, as the second person; logged';

create table if not exists payments.verification (
    bank_bin text not null,
    beneficiary_code text not null,
    period text not null,
    account_number text,
    asked_on date not null,
    answered_on date,
    primary key (bank_bin, beneficiary_code, period)
);
comment on table payments.verification is 'an entry that a bank was asked about before a period is paid';
comment on column payments.verification.bank_bin is 'BIN of the bank';
comment on column payments.verification.beneficiary_code is 'the roll entry: request_ref in the bank''s answer';
comment on column payments.verification.period is 'YYYY-MM that is going to be paid';
comment on column payments.verification.account_number is 'the account declared';
comment on column payments.verification.asked_on is 'business date of the request';
comment on column payments.verification.answered_on is 'first business date with an answer since; null: none yet';
create index if not exists verification_open on payments.verification (bank_bin, asked_on) where answered_on is null;
drop view if exists payments.unanswered;  -- a later migration gives it more columns
create or replace view payments.unanswered as
select bank_bin, count(*) as entries, min(asked_on) as asked_first, max(asked_on) as asked_last
from payments.verification where answered_on is null
group by bank_bin;
comment on view payments.unanswered is 'a bank that owes answers';
comment on column payments.unanswered.bank_bin is 'BIN of the bank';
comment on column payments.unanswered.entries is 'roll entries that it has not answered about';
comment on column payments.unanswered.asked_first is 'since when';
comment on column payments.unanswered.asked_last is 'the last request';

-- What was instructed, written or confirmed stays.
create or replace function payments.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'payments.% is only ever added to', tg_table_name using errcode = 'restrict_violation';
end
$$;
comment on function payments.refuse_change is 'keeps what was instructed as it was instructed';
create or replace trigger instruction_is_final before update or delete or truncate on payments.instruction
for each statement execute function payments.refuse_change();
create or replace trigger output_is_final before update or delete or truncate on payments.output
for each statement execute function payments.refuse_change();
create or replace trigger confirmation_is_final before update or delete or truncate on payments.account_confirmation
for each statement execute function payments.refuse_change();
-- A decision about a run is made once.
create or replace function payments.refuse_second_decision() returns trigger language plpgsql as $$
begin
    if old.state <> 'proposed' and (new.state, new.decided_by, new.decided_at, new.digest, new.instructed_on)
        is distinct from (old.state, old.decided_by, old.decided_at, old.digest, old.instructed_on) then
        raise exception 'a pay run is decided on once' using errcode = 'restrict_violation';
    end if;
    return new;
end
$$;
comment on function payments.refuse_second_decision is 'keeps what was decided';
create or replace trigger run_is_decided_once before update on payments.run
for each row execute function payments.refuse_second_decision();
create or replace trigger run_is_kept before delete or truncate on payments.run
for each statement execute function payments.refuse_change();

-- What readers see.
create table if not exists reconciled.payment (
    payment_id text not null,
    period text not null,
    beneficiary_code text not null,
    programme_code text not null,
    attempt bigint not null,
    kind text not null,
    personal_id text,
    amount bigint not null,
    pay_channel text not null,
    channel_reason text,
    bank_bin text,
    account_number text,
    district_code text,
    ward_code text,
    recipient text not null,
    message_id text not null,
    batch_id text not null,
    run_id text not null,
    instructed_on date not null,
    business_date date not null,
    status text not null,
    ended_as text,
    reason_code text,
    reason_text text,
    status_on date,
    settled_on date,
    returned_on date,
    returned_amount bigint,
    charges bigint,
    primary key (payment_id)
);
comment on table reconciled.payment is 'a payment instruction';
comment on column reconciled.payment.payment_id is 'idempotency key: beneficiary, programme, period, attempt';
comment on column reconciled.payment.period is 'YYYY-MM that the money is for';
comment on column reconciled.payment.beneficiary_code is 'the roll entry';
comment on column reconciled.payment.programme_code is 'benefit programme; a hyphen where the roll names none';
comment on column reconciled.payment.attempt is '1, and one more each time a failed payment is repeated';
comment on column reconciled.payment.kind is 'regular, arrears, repeat';
comment on column reconciled.payment.personal_id is 'the linked person';
comment on column reconciled.payment.amount is 'đồng';
comment on column reconciled.payment.pay_channel is 'bank, social_security, mobile_money, postal_cash';
comment on column reconciled.payment.channel_reason is 'why not the channel of the published tables: see code_label';
comment on column reconciled.payment.bank_bin is 'BIN of the bank; null for cash';
comment on column reconciled.payment.account_number is 'the account; null for cash';
comment on column reconciled.payment.district_code is 'GSO code on the day of instruction';
comment on column reconciled.payment.ward_code is 'GSO code on the day of instruction';
comment on column reconciled.payment.recipient is 'who is instructed: the bank''s BIN, or the post';
comment on column reconciled.payment.message_id is 'the file of instructions (MsgId)';
comment on column reconciled.payment.batch_id is 'the batch in it (PmtInfId)';
comment on column reconciled.payment.run_id is 'the pay run: period, a slash, number within it';
comment on column reconciled.payment.instructed_on is 'day of the decision';
comment on column reconciled.payment.business_date is 'the night it was published for';
comment on column reconciled.payment.status is 'instructed, accepted, settled, returned, rejected, unknown, …';
comment on column reconciled.payment.ended_as is 'returned or rejected: how a payment failed that has been replaced since';
comment on column reconciled.payment.reason_code is 'why it failed or is unknown, R00 to R17: see code_label';
comment on column reconciled.payment.reason_text is 'free text of the bank or the post';
comment on column reconciled.payment.status_on is 'day of the last word about it';
comment on column reconciled.payment.settled_on is 'day the money arrived, or was collected';
comment on column reconciled.payment.returned_on is 'day the money came back';
comment on column reconciled.payment.returned_amount is 'đồng that came back, as booked';
comment on column reconciled.payment.charges is 'đồng that a bank kept of what came back';

create table if not exists reconciled.payment_closing (
    business_date date not null,
    period text not null,
    pay_channel text not null,
    recipient text not null,
    district_code text not null,
    payments bigint not null,
    instructed bigint not null,
    settled bigint not null,
    cash bigint not null,
    returned bigint not null,
    charges bigint not null,
    rejected bigint not null,
    open bigint not null,
    unknown bigint not null,
    difference bigint not null,
    replaced bigint not null,
    primary key (business_date, period, pay_channel, recipient, district_code)
);
comment on table reconciled.payment_closing is 'a period''s payments through one channel to one recipient in one district: every đồng in one column';
comment on column reconciled.payment_closing.business_date is 'the night it was published for';
comment on column reconciled.payment_closing.period is 'YYYY-MM that the money is for';
comment on column reconciled.payment_closing.pay_channel is 'bank, social_security, mobile_money, postal_cash';
comment on column reconciled.payment_closing.recipient is 'the bank''s BIN, or the post';
comment on column reconciled.payment_closing.district_code is 'GSO code on the day of instruction, or unknown';
comment on column reconciled.payment_closing.payments is 'instructions';
comment on column reconciled.payment_closing.instructed is 'đồng instructed';
comment on column reconciled.payment_closing.settled is 'đồng that arrived in accounts';
comment on column reconciled.payment_closing.cash is 'đồng collected at the post';
comment on column reconciled.payment_closing.returned is 'đồng that came back, as booked';
comment on column reconciled.payment_closing.charges is 'đồng that banks kept of it and said so';
comment on column reconciled.payment_closing.rejected is 'đồng that were never taken';
comment on column reconciled.payment_closing.open is 'đồng instructed or accepted, within the time for an answer';
comment on column reconciled.payment_closing.unknown is 'đồng of which nobody knows';
comment on column reconciled.payment_closing.difference is 'instructed less all of these: what nobody has explained';
comment on column reconciled.payment_closing.replaced is 'of returned and rejected, đồng that were instructed again since';

create table if not exists reconciled.payment_unmatched (
    event_id text not null,
    business_date date not null,
    sender text not null,
    delivery_date date not null,
    file text not null,
    row_number bigint not null,
    payment_id text,
    outcome text not null,
    amount bigint,
    instructed bigint,
    occurred_on date,
    reason text not null,
    primary key (event_id)
);
comment on table reconciled.payment_unmatched is 'what a bank or the post said of a payment and that cannot be so';
comment on column reconciled.payment_unmatched.event_id is 'digest of what was said; the key';
comment on column reconciled.payment_unmatched.business_date is 'the night it was published for';
comment on column reconciled.payment_unmatched.sender is 'who said it';
comment on column reconciled.payment_unmatched.delivery_date is 'date of the delivery';
comment on column reconciled.payment_unmatched.file is 'file of the delivery';
comment on column reconciled.payment_unmatched.row_number is 'the line, as counted there from 1';
comment on column reconciled.payment_unmatched.payment_id is 'the payment, batch or file it names';
comment on column reconciled.payment_unmatched.outcome is 'accepted, settled, rejected, returned, withdrawn, unknown';
comment on column reconciled.payment_unmatched.amount is 'đồng said';
comment on column reconciled.payment_unmatched.instructed is 'đồng instructed, where the payment is known';
comment on column reconciled.payment_unmatched.occurred_on is 'day said';
comment on column reconciled.payment_unmatched.reason is 'why it is not believed: see code_label';

create table if not exists reconciled.paid_after_death (
    payment_id text not null,
    business_date date not null,
    beneficiary_code text not null,
    personal_id text not null,
    period text not null,
    amount bigint not null,
    status text not null,
    settled_on date,
    died_on date not null,
    district_code text,
    ward_code text,
    primary key (payment_id)
);
comment on table reconciled.paid_after_death is 'a payment for a month after that of the person''s death, not known to have failed';
comment on column reconciled.paid_after_death.payment_id is 'the payment; the key';
comment on column reconciled.paid_after_death.business_date is 'the night it was published for';
comment on column reconciled.paid_after_death.beneficiary_code is 'the roll entry';
comment on column reconciled.paid_after_death.personal_id is 'the person';
comment on column reconciled.paid_after_death.period is 'YYYY-MM that the money is for';
comment on column reconciled.paid_after_death.amount is 'đồng';
comment on column reconciled.paid_after_death.status is 'of the payment';
comment on column reconciled.paid_after_death.settled_on is 'day the money arrived';
comment on column reconciled.paid_after_death.died_on is 'day of death in the register';
comment on column reconciled.paid_after_death.district_code is 'GSO code on the day of instruction';
comment on column reconciled.paid_after_death.ward_code is 'GSO code on the day of instruction';

create index if not exists payment_entry on reconciled.payment (beneficiary_code, period);
create index if not exists payment_period on reconciled.payment (period, status);
create unlogged table if not exists staging.payment (like reconciled.payment including indexes including comments);
create unlogged table if not exists staging.payment_closing (like reconciled.payment_closing including indexes including comments);
create unlogged table if not exists staging.payment_unmatched (like reconciled.payment_unmatched including indexes including comments);
create unlogged table if not exists staging.paid_after_death (like reconciled.paid_after_death including indexes including comments);
