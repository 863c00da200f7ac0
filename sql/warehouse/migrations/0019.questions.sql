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

-- A change is looked up by entry and date at once. Lasting states need no place in it.
create index if not exists beneficiary_history_ended on reconciled.beneficiary_history (valid_to, beneficiary_code)
where valid_to is not null;
drop index if exists reconciled.beneficiary_history_to;

-- Nights are looked up, not joined: joined, they would have two states be joined by their date alone.
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
        when (select night.other_code from night where night.business_date = n.valid_from)
        then 'model_or_policy_changed'
        when o.source_digest is distinct from n.source_digest then 'source_changed'
        else 'related_source_changed'
    end as cause
from reconciled.beneficiary_history n
join reconciled.beneficiary_history o on o.beneficiary_code = n.beneficiary_code and o.valid_to = n.valid_from
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
