-- The tables that analysts and programs read. Their columns are those of records/mart, in the same order.
-- Statements can run again: a migration that was cut off before it was marked is applied once more.
create schema if not exists reconciled;
comment on schema reconciled is 'published tables: whole nights only, one transaction each';

create table if not exists reconciled.beneficiary (
    beneficiary_code text not null,
    business_date date not null,
    programme_code text,
    full_name text not null,
    date_of_birth text,
    sex text,
    id_number text,
    district_code text,
    ward_code text,
    village text,
    monthly_amount bigint,
    personal_id text,
    match_status text not null,
    match_method text not null,
    match_probability double precision,
    match_evidence jsonb,
    person_status text,
    account_status text not null,
    account_type text,
    bank_bin text,
    account_number text,
    account_probability double precision,
    pay_channel text not null,
    hold_reason text,
    primary key (beneficiary_code)
);
comment on table reconciled.beneficiary is 'a roll entry, as of the last publication';
comment on column reconciled.beneficiary.beneficiary_code is 'the labour department''s code of the entry; the key';
comment on column reconciled.beneficiary.business_date is 'the night it was published for';
comment on column reconciled.beneficiary.programme_code is 'benefit programme as sent';
comment on column reconciled.beneficiary.full_name is 'name as sent';
comment on column reconciled.beneficiary.date_of_birth is 'YYYY-MM-DD, YYYY-MM or YYYY, as precise as the roll knows';
comment on column reconciled.beneficiary.sex is 'M or F';
comment on column reconciled.beneficiary.id_number is 'identity number after repair; null when missing or damaged';
comment on column reconciled.beneficiary.district_code is 'GSO code valid on the business date';
comment on column reconciled.beneficiary.ward_code is 'GSO code valid on the business date';
comment on column reconciled.beneficiary.village is 'as sent';
comment on column reconciled.beneficiary.monthly_amount is 'đồng a month';
comment on column reconciled.beneficiary.personal_id is 'the linked person, or null';
comment on column reconciled.beneficiary.match_status is 'matched, review, unmatched';
comment on column reconciled.beneficiary.match_method is 'exact_id, probabilistic, clerical, none';
comment on column reconciled.beneficiary.match_probability is 'probability that the link (for review: the best candidate) is right';
comment on column reconciled.beneficiary.match_evidence is 'per field what was compared, the level reached and its weight';
comment on column reconciled.beneficiary.person_status is 'alive, deceased, missing, moved_out, or null when not linked';
comment on column reconciled.beneficiary.account_status is 'verified, close_match, representative, mismatch, inactive, not_found, …';
comment on column reconciled.beneficiary.account_type is 'bank, social_security, mobile_money';
comment on column reconciled.beneficiary.bank_bin is 'BIN of the bank of the account';
comment on column reconciled.beneficiary.account_number is 'the account: declared, or found';
comment on column reconciled.beneficiary.account_probability is 'probability that it is theirs or their representative''s';
comment on column reconciled.beneficiary.pay_channel is 'bank, social_security, mobile_money, postal_cash, hold';
comment on column reconciled.beneficiary.hold_reason is 'why held: see code_label';

create table if not exists reconciled.account (
    bank_bin text not null,
    account_number text not null,
    business_date date not null,
    account_type text not null,
    holder_name text not null,
    status text not null,
    personal_id text,
    beneficiary_codes text[] not null,
    primary key (bank_bin, account_number)
);
comment on table reconciled.account is 'an account from a bank return';
comment on column reconciled.account.bank_bin is 'with account_number the key';
comment on column reconciled.account.account_number is 'with bank_bin the key';
comment on column reconciled.account.business_date is 'the night it was published for';
comment on column reconciled.account.account_type is 'bank, social_security, mobile_money';
comment on column reconciled.account.holder_name is 'as the bank wrote it';
comment on column reconciled.account.status is 'active, dormant, blocked, closed';
comment on column reconciled.account.personal_id is 'the linked holder, or null';
comment on column reconciled.account.beneficiary_codes is 'the roll entries it serves';

create table if not exists reconciled.file_accounting (
    business_date date not null,
    feed text not null,
    sender text not null,
    sequence bigint not null,
    file text not null,
    delivery_date date,
    sha256 text,
    rows_read bigint,
    rows_accepted bigint,
    rows_quarantined bigint,
    outcome text not null,
    reason text,
    unique nulls not distinct (business_date, feed, sender, delivery_date, sequence, file)
);
comment on table reconciled.file_accounting is 'an input file on a business date';
comment on column reconciled.file_accounting.business_date is 'the night it was published for';
comment on column reconciled.file_accounting.feed is 'population, beneficiaries, accounts';
comment on column reconciled.file_accounting.sender is 'sender of the delivery';
comment on column reconciled.file_accounting.sequence is 'sequence of the delivery';
comment on column reconciled.file_accounting.file is 'file name; of a replaced delivery with its sequence before it';
comment on column reconciled.file_accounting.delivery_date is 'date the sender delivered for; earlier if carried forward';
comment on column reconciled.file_accounting.sha256 is 'digest in the manifest';
comment on column reconciled.file_accounting.rows_read is 'data rows in the file; null if it could not be read';
comment on column reconciled.file_accounting.rows_accepted is 'rows that went on to core';
comment on column reconciled.file_accounting.rows_quarantined is 'rows put aside with a reason';
comment on column reconciled.file_accounting.outcome is 'accepted or refused';
comment on column reconciled.file_accounting.reason is 'why refused; or carried forward, or replaced by a later sequence';

create table if not exists reconciled.quarantine (
    business_date date not null,
    feed text not null,
    sender text not null,
    file text not null,
    row_number bigint not null,
    field text not null,
    reason text not null,
    raw jsonb not null,
    primary key (business_date, feed, sender, file, row_number)
);
comment on table reconciled.quarantine is 'a row put aside; protected, because `raw` holds what was sent';
comment on column reconciled.quarantine.business_date is 'the night it was published for';
comment on column reconciled.quarantine.feed is 'feed of the file';
comment on column reconciled.quarantine.sender is 'sender of the delivery';
comment on column reconciled.quarantine.file is 'file name as in file_accounting';
comment on column reconciled.quarantine.row_number is 'row in that file, as a person counts it there';
comment on column reconciled.quarantine.field is 'the logical field that is wrong';
comment on column reconciled.quarantine.reason is 'a code: see code_label';
comment on column reconciled.quarantine.raw is 'the whole row as sent, a JSON object';

create table if not exists reconciled.quality_result (
    business_date date not null,
    suite text not null,
    expectation text not null,
    severity text not null,
    success boolean not null,
    observed text,
    unexpected_count bigint,
    unexpected_share double precision,
    primary key (business_date, suite, expectation)
);
comment on table reconciled.quality_result is 'an expectation''s result on a business date';
comment on column reconciled.quality_result.business_date is 'the night it was published for';
comment on column reconciled.quality_result.suite is 'the table that was judged, as layer/table';
comment on column reconciled.quality_result.expectation is 'its id in expectations/<layer>/<table>.json';
comment on column reconciled.quality_result.severity is 'critical stops the night, warning is reported';
comment on column reconciled.quality_result.success is 'whether it held';
comment on column reconciled.quality_result.observed is 'what was seen: a number or a share, never a person''s value';
comment on column reconciled.quality_result.unexpected_count is 'rows that break it';
comment on column reconciled.quality_result.unexpected_share is 'share of rows that break it';

create table if not exists reconciled.run (
    run_id text not null,
    business_date date not null,
    published_at timestamptz not null default now(),
    inputs jsonb not null,
    code_version text not null,
    counts jsonb not null,
    primary key (run_id)
);
comment on table reconciled.run is 'a publication';
comment on column reconciled.run.run_id is 'digest of inputs, code version and business date; the key';
comment on column reconciled.run.business_date is 'the night it was published for';
comment on column reconciled.run.inputs is 'digest of every file that went in';
comment on column reconciled.run.code_version is 'version of doisoat and of the linkage model';
comment on column reconciled.run.counts is 'rows per published table and per status';
comment on column reconciled.run.published_at is 'when readers first saw it';

create table if not exists reconciled.code_label (
    domain text not null,
    code text not null,
    label_vi text not null,
    label_en text not null,
    primary key (domain, code)
);
comment on table reconciled.code_label is 'a code of the published tables and what people call it';
comment on column reconciled.code_label.domain is 'the column that holds the code, such as account_status';
comment on column reconciled.code_label.code is 'with domain the key';
comment on column reconciled.code_label.label_vi is 'in Vietnamese';
comment on column reconciled.code_label.label_en is 'in English';

create index if not exists beneficiary_personal_id on reconciled.beneficiary (personal_id) where personal_id is not null;
create index if not exists beneficiary_area on reconciled.beneficiary (district_code, ward_code);
create index if not exists beneficiary_account on reconciled.beneficiary (bank_bin, account_number) where account_number is not null;
create index if not exists account_personal_id on reconciled.account (personal_id) where personal_id is not null;
create index if not exists account_beneficiary_codes on reconciled.account using gin (beneficiary_codes);
create index if not exists run_business_date on reconciled.run (business_date, published_at);

-- What agencies sent, unmasked: nobody reads it who was not given it by name.
revoke all on reconciled.quarantine from public;
