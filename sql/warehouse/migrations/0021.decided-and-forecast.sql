-- depends: 0019.questions
-- A person's decision is a cause of its own: the digest of the decisions is the third part of source_digest, empty where
-- nobody decided anything. What the roll itself says is changed by no decision.
comment on column reconciled.beneficiary.source_digest is 'digests with slashes: of roll row and accounts; of the linked register row; of people''s decisions';
comment on column reconciled.beneficiary_history.source_digest is 'digests with slashes: of roll row and accounts; of the linked register row; of people''s decisions';
comment on column staging.beneficiary.source_digest is 'digests with slashes: of roll row and accounts; of the linked register row; of people''s decisions';

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
        when other.decisions and not c.of_roll and (other.link or not other.sent) then 'decided'
        when other.sent then 'source_changed'
        when o.personal_id = n.personal_id and other.register then 'source_changed'
        when (select night.other_code from night where night.business_date = n.valid_from)
        then 'model_or_policy_changed'
        when other.register then 'source_changed'
        else 'related_source_changed'
    end as cause
from reconciled.beneficiary_history n
join reconciled.beneficiary_history o on o.beneficiary_code = n.beneficiary_code and o.valid_to = n.valid_from
cross join lateral (
    select
        split_part(o.source_digest, '/', 1) is distinct from split_part(n.source_digest, '/', 1) as sent,
        split_part(o.source_digest, '/', 2) is distinct from split_part(n.source_digest, '/', 2) as register,
        split_part(o.source_digest, '/', 3) is distinct from split_part(n.source_digest, '/', 3) as decisions,
        row(o.personal_id, o.match_status) is distinct from row(n.personal_id, n.match_status) as link
) other
cross join lateral (values
    ('programme_code', o.programme_code, n.programme_code, true),
    ('full_name', o.full_name, n.full_name, true),
    ('date_of_birth', o.date_of_birth, n.date_of_birth, true),
    ('sex', o.sex, n.sex, true),
    ('id_number', o.id_number, n.id_number, true),
    ('district_code', o.district_code, n.district_code, true),
    ('ward_code', o.ward_code, n.ward_code, true),
    ('village', o.village, n.village, true),
    ('monthly_amount', o.monthly_amount::text, n.monthly_amount::text, true),
    ('personal_id', o.personal_id, n.personal_id, false),
    ('match_status', o.match_status, n.match_status, false),
    ('match_method', o.match_method, n.match_method, false),
    ('person_status', o.person_status, n.person_status, false),
    ('account_status', o.account_status, n.account_status, false),
    ('account_type', o.account_type, n.account_type, false),
    ('bank_bin', o.bank_bin, n.bank_bin, false),
    ('account_number', o.account_number, n.account_number, false),
    ('pay_channel', o.pay_channel, n.pay_channel, false),
    ('hold_reason', o.hold_reason, n.hold_reason, false)
) c (what, from_value, to_value, of_roll)
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

-- How sure a forecast is.
alter table reconciled.coverage add column if not exists forecast_low double precision;
alter table reconciled.coverage add column if not exists forecast_high double precision;
alter table staging.coverage add column if not exists forecast_low double precision;
alter table staging.coverage add column if not exists forecast_high double precision;
create or replace view district.coverage with (security_barrier) as
select *
from reconciled.coverage
where (select access.whole_city()) or (business_date >= (select access.codes_since())
    and (district_code = any ((select access.districts())::text[]) or ward_code = any ((select access.wards())::text[])));
create or replace view report.coverage as
with counted as (
    select
        business_date, level, district_code, ward_code, beneficiaries, with_account,
        account_problem + no_account as without_account,
        declined + incapable + absent as excepted,
        target_share, target_date, forecast_share, will_miss, forecast_low, forecast_high
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
    hidden as suppressed,
    case when not hidden then forecast_low end as forecast_low,
    case when not hidden then forecast_high end as forecast_high
from placed cross join lateral (select is_small or covers as hidden) h;
comment on column reconciled.coverage.forecast_share is 'share on target_date if working days go on so; null before the third of them';
comment on column reconciled.coverage.forecast_low is 'with 90 % the share on target_date lies between this and forecast_high';
comment on column reconciled.coverage.forecast_high is 'with 90 % the share on target_date lies between forecast_low and this';
comment on column staging.coverage.forecast_share is 'share on target_date if working days go on so; null before the third of them';
comment on column staging.coverage.forecast_low is 'with 90 % the share on target_date lies between this and forecast_high';
comment on column staging.coverage.forecast_high is 'with 90 % the share on target_date lies between forecast_low and this';
comment on column district.coverage.forecast_share is 'share on target_date if working days go on so; null before the third of them';
comment on column district.coverage.forecast_low is 'with 90 % the share on target_date lies between this and forecast_high';
comment on column district.coverage.forecast_high is 'with 90 % the share on target_date lies between forecast_low and this';
comment on column report.coverage.forecast_share is 'share on target_date if working days go on so; null before the third of them';
comment on column report.coverage.forecast_low is 'with 90 % the share on target_date lies between this and forecast_high';
comment on column report.coverage.forecast_high is 'with 90 % the share on target_date lies between forecast_low and this';
