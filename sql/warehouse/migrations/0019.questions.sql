-- depends: 0018.fast-publication
-- Indexes for what analysts ask (docs/cookbook.md). They hold the few rows that are asked about, not the many others.
create index if not exists beneficiary_gone on reconciled.beneficiary (person_status) where person_status <> 'alive';
create index if not exists beneficiary_review on reconciled.beneficiary (district_code, ward_code)
where match_status = 'review';
create index if not exists beneficiary_account_problem on reconciled.beneficiary (account_status, bank_bin)
where account_status not in ('verified', 'representative', 'none');
create index if not exists account_serves_several on reconciled.account (cardinality(beneficiary_codes))
where cardinality(beneficiary_codes) > 1;
create index if not exists discrepancy_open_kind on reconciled.discrepancy (kind, severity, owner) where resolved_on is null;

-- On which nights a finding was there: for what was so on a past date.
create or replace view analyst.discrepancy as
select
    discrepancy_id, beneficiary_code, kind, severity, owner, access.shown_detail(detail) as detail,
    first_seen, last_seen, resolved_on, reopened, seen
from reconciled.discrepancy;
comment on column analyst.discrepancy.seen is 'the business dates on which it was there: half-open, without end while it is open';
