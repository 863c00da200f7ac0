-- depends: 0005.history
-- Who has an account and who has not, by area and night.
create table if not exists reconciled.coverage (
    business_date date not null,
    area text not null,
    level text not null,
    district_code text,
    ward_code text,
    village text,
    beneficiaries bigint not null,
    with_account bigint not null,
    account_problem bigint not null,
    no_account bigint not null,
    declined bigint not null,
    incapable bigint not null,
    absent bigint not null,
    paid_by_account bigint not null,
    postal_cash bigint not null,
    held bigint not null,
    target_share double precision,
    target_date date,
    needed_per_working_day double precision,
    forecast_share double precision,
    will_miss boolean,
    primary key (business_date, area),
    check (beneficiaries = with_account + account_problem + no_account + declined + incapable + absent)
);
comment on table reconciled.coverage is 'an area on a date';
comment on column reconciled.coverage.business_date is 'the night it was published for';
comment on column reconciled.coverage.area is 'with business_date the key: its level and codes';
comment on column reconciled.coverage.level is 'city, district, ward, village';
comment on column reconciled.coverage.district_code is 'code on that date; unknown; none where there are no districts; null: the city';
comment on column reconciled.coverage.ward_code is 'code on that date, or unknown; null above ward';
comment on column reconciled.coverage.village is 'as most plainly sent, or unknown; null above village';
comment on column reconciled.coverage.beneficiaries is 'entries on the roll whose person is not known to be dead, gone or missing; surplus entries not counted';
comment on column reconciled.coverage.with_account is 'an account that money can go to: verified or representative';
comment on column reconciled.coverage.account_problem is 'there is one, but a bank or a check refuses it';
comment on column reconciled.coverage.no_account is 'none is known';
comment on column reconciled.coverage.declined is 'does not want one, with a signed reason';
comment on column reconciled.coverage.incapable is 'cannot manage one';
comment on column reconciled.coverage.absent is 'not met at home';
comment on column reconciled.coverage.paid_by_account is 'paid into an account in the last period';
comment on column reconciled.coverage.postal_cash is 'to be paid in cash by the post';
comment on column reconciled.coverage.held is 'not to be paid until somebody decides';
comment on column reconciled.coverage.target_share is 'share to reach: with_account of it, account_problem and no_account together';
comment on column reconciled.coverage.target_date is 'by when';
comment on column reconciled.coverage.needed_per_working_day is 'accounts a working day to reach it; null when no day is left';
comment on column reconciled.coverage.forecast_share is 'share on target_date if the last nights go on; null with fewer than 3';
comment on column reconciled.coverage.will_miss is 'whether the forecast, or after target_date the share, is below the target';
create index if not exists coverage_area on reconciled.coverage (area, business_date);
create unlogged table if not exists staging.coverage (like reconciled.coverage including indexes including comments);
