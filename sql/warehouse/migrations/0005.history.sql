-- depends: 0004.discrepancies
-- What was true of each entry on each night, and what changed between two of them.
alter table reconciled.beneficiary add column if not exists source_digest text;
alter table staging.beneficiary add column if not exists source_digest text;
comment on column reconciled.beneficiary.source_digest is 'digest of roll row and accounts, a slash, digest of the linked register row';
comment on column staging.beneficiary.source_digest is 'digest of roll row and accounts, a slash, digest of the linked register row';

create table if not exists reconciled.beneficiary_history (
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
    source_digest text,
    valid_from date not null,
    valid_to date,
    primary key (beneficiary_code, valid_from),
    check (valid_to > valid_from)
);
comment on table reconciled.beneficiary_history is 'a state of a roll entry over time; its business_date is the first night of the state';
comment on column reconciled.beneficiary_history.beneficiary_code is 'the labour department''s code of the entry; the key';
comment on column reconciled.beneficiary_history.business_date is 'the night it was published for';
comment on column reconciled.beneficiary_history.programme_code is 'benefit programme as sent';
comment on column reconciled.beneficiary_history.full_name is 'name as sent';
comment on column reconciled.beneficiary_history.date_of_birth is 'YYYY-MM-DD, YYYY-MM or YYYY, as precise as the roll knows';
comment on column reconciled.beneficiary_history.sex is 'M or F';
comment on column reconciled.beneficiary_history.id_number is 'identity number after repair; null when missing or damaged';
comment on column reconciled.beneficiary_history.district_code is 'GSO code valid on the business date';
comment on column reconciled.beneficiary_history.ward_code is 'GSO code valid on the business date';
comment on column reconciled.beneficiary_history.village is 'as sent';
comment on column reconciled.beneficiary_history.monthly_amount is 'đồng a month';
comment on column reconciled.beneficiary_history.personal_id is 'the linked person, or null';
comment on column reconciled.beneficiary_history.match_status is 'matched, review, unmatched';
comment on column reconciled.beneficiary_history.match_method is 'exact_id, probabilistic, clerical, none';
comment on column reconciled.beneficiary_history.match_probability is 'probability that the link (for review: the best candidate) is right';
comment on column reconciled.beneficiary_history.match_evidence is 'per field what was compared, the level reached and its weight';
comment on column reconciled.beneficiary_history.person_status is 'alive, deceased, missing, moved_out, or null when not linked';
comment on column reconciled.beneficiary_history.account_status is 'verified, close_match, representative, mismatch, inactive, not_found, …';
comment on column reconciled.beneficiary_history.account_type is 'bank, social_security, mobile_money';
comment on column reconciled.beneficiary_history.bank_bin is 'BIN of the bank of the account';
comment on column reconciled.beneficiary_history.account_number is 'the account: declared, or found';
comment on column reconciled.beneficiary_history.account_probability is 'probability that it is theirs or their representative''s';
comment on column reconciled.beneficiary_history.pay_channel is 'bank, social_security, mobile_money, postal_cash, hold';
comment on column reconciled.beneficiary_history.hold_reason is 'why held: see code_label';
comment on column reconciled.beneficiary_history.source_digest is 'digest of roll row and accounts, a slash, digest of the linked register row';
comment on column reconciled.beneficiary_history.valid_from is 'the first business date of the state';
comment on column reconciled.beneficiary_history.valid_to is 'the first business date no longer in it; null while it lasts';
create index if not exists beneficiary_history_from on reconciled.beneficiary_history (valid_from);
create index if not exists beneficiary_history_to on reconciled.beneficiary_history (valid_to);

-- An entry of the first night of all is no change. `what` is a column of `beneficiary`, or `entry` for the entry itself.
create or replace view reconciled.change as
with night as (
    select
        business_date,
        lag(business_date) over (order by business_date) as former,
        code_version is distinct from lag(code_version) over (order by business_date) as other_code
    from (
        select distinct on (business_date) business_date, code_version
        from reconciled.run order by business_date, published_at desc
    ) newest
)
select
    n.valid_from as business_date,
    n.beneficiary_code,
    c.what,
    c.from_value,
    c.to_value,
    case
        when split_part(o.source_digest, '/', 1) is distinct from split_part(n.source_digest, '/', 1)
        then 'source_changed'
        when o.personal_id = n.personal_id and o.source_digest is distinct from n.source_digest then 'source_changed'
        when night.other_code then 'model_or_policy_changed'
        when o.source_digest is distinct from n.source_digest then 'source_changed'
        else 'related_source_changed'
    end as cause
from reconciled.beneficiary_history n
join reconciled.beneficiary_history o on o.beneficiary_code = n.beneficiary_code and o.valid_to = n.valid_from
join night on night.business_date = n.valid_from
cross join lateral (values
    ('programme_code', o.programme_code, n.programme_code),
    ('full_name', o.full_name, n.full_name),
    ('date_of_birth', o.date_of_birth, n.date_of_birth),
    ('sex', o.sex, n.sex),
    ('id_number', o.id_number, n.id_number),
    ('district_code', o.district_code, n.district_code),
    ('ward_code', o.ward_code, n.ward_code),
    ('village', o.village, n.village),
    ('monthly_amount', o.monthly_amount::text, n.monthly_amount::text),
    ('personal_id', o.personal_id, n.personal_id),
    ('match_status', o.match_status, n.match_status),
    ('match_method', o.match_method, n.match_method),
    ('person_status', o.person_status, n.person_status),
    ('account_status', o.account_status, n.account_status),
    ('account_type', o.account_type, n.account_type),
    ('bank_bin', o.bank_bin, n.bank_bin),
    ('account_number', o.account_number, n.account_number),
    ('pay_channel', o.pay_channel, n.pay_channel),
    ('hold_reason', o.hold_reason, n.hold_reason)
) c (what, from_value, to_value)
where c.from_value is distinct from c.to_value
union all
select n.valid_from, n.beneficiary_code, 'entry', null, n.programme_code, 'entry_new'
from reconciled.beneficiary_history n
join night on night.business_date = n.valid_from and night.former is not null
where not exists (
    select from reconciled.beneficiary_history o
    where o.beneficiary_code = n.beneficiary_code and o.valid_to = n.valid_from
)
union all
select o.valid_to, o.beneficiary_code, 'entry', o.programme_code, null, 'entry_left'
from reconciled.beneficiary_history o
where o.valid_to is not null and not exists (
    select from reconciled.beneficiary_history n
    where n.beneficiary_code = o.beneficiary_code and n.valid_from = o.valid_to
);
comment on view reconciled.change is 'something that is different about an entry from one published night to the next';
comment on column reconciled.change.business_date is 'the first night on which it is so';
comment on column reconciled.change.beneficiary_code is 'the entry';
comment on column reconciled.change.what is 'the column of beneficiary that changed; entry when the entry came or left';
comment on column reconciled.change.from_value is 'its value before; of an entry that left, the programme';
comment on column reconciled.change.to_value is 'its value since; of a new entry, the programme';
comment on column reconciled.change.cause is 'what made the difference: see code_label';
