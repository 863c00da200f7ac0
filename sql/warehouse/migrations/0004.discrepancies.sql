-- depends: 0002.staging-and-state
-- Findings live longer than a night: what one found is staged, its life is kept in `seen`, from which the dates follow.
create table if not exists reconciled.discrepancy (
    discrepancy_id text not null,
    beneficiary_code text not null,
    kind text not null,
    severity text not null,
    owner text not null,
    detail jsonb not null,
    first_seen date not null,
    last_seen date not null,
    resolved_on date,
    reopened bigint not null,
    seen datemultirange not null,
    primary key (discrepancy_id)
) with (fillfactor = 80);
comment on table reconciled.discrepancy is 'one open or resolved finding';
comment on column reconciled.discrepancy.discrepancy_id is 'digest of entry, kind and cause; the key';
comment on column reconciled.discrepancy.beneficiary_code is 'the entry that it is about';
comment on column reconciled.discrepancy.kind is 'what is wrong: see code_label';
comment on column reconciled.discrepancy.severity is 'high (before the next payment), medium, low';
comment on column reconciled.discrepancy.owner is 'who must act: labour, police, bank, ward, post';
comment on column reconciled.discrepancy.detail is 'what differs, as codes; values only where whoever corrects needs them';
comment on column reconciled.discrepancy.first_seen is 'the first night that found it';
comment on column reconciled.discrepancy.last_seen is 'the last night that found it';
comment on column reconciled.discrepancy.resolved_on is 'the first night that no longer found it; null while it is open';
comment on column reconciled.discrepancy.reopened is 'how often it came back after it was resolved';
comment on column reconciled.discrepancy.seen is 'the business dates on which it was there: half-open, without end while it is open';
create index if not exists discrepancy_beneficiary on reconciled.discrepancy (beneficiary_code);
create index if not exists discrepancy_open on reconciled.discrepancy (owner, kind) where resolved_on is null;

create unlogged table if not exists staging.finding (
    discrepancy_id text not null,
    business_date date not null,
    beneficiary_code text not null,
    kind text not null,
    severity text not null,
    owner text not null,
    detail jsonb not null,
    primary key (discrepancy_id)
);
comment on table staging.finding is 'a finding of one night';
comment on column staging.finding.discrepancy_id is 'digest of entry, kind and cause; the key';
comment on column staging.finding.business_date is 'the night it was published for';
comment on column staging.finding.beneficiary_code is 'the entry that it is about';
comment on column staging.finding.kind is 'what is wrong: see code_label';
comment on column staging.finding.severity is 'high (before the next payment), medium, low';
comment on column staging.finding.owner is 'who must act: labour, police, bank, ward, post';
comment on column staging.finding.detail is 'what differs, as codes; values only where whoever corrects needs them';
