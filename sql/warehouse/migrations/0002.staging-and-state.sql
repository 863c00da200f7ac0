-- depends: 0001.published-tables
-- Staging holds one night at a time, checked there before it is published. Its rows can be staged again, so they are
-- unlogged; what was staged is logged in staging.load, so that rows lost in a crash are missed before publication.
create schema if not exists staging;
comment on schema staging is 'the night that is being checked; never read by people';
create unlogged table if not exists staging.beneficiary (like reconciled.beneficiary including indexes including comments);
create unlogged table if not exists staging.account (like reconciled.account including indexes including comments);
create unlogged table if not exists staging.file_accounting (like reconciled.file_accounting including indexes including comments);
create unlogged table if not exists staging.quarantine (like reconciled.quarantine including indexes including comments);
create unlogged table if not exists staging.quality_result (like reconciled.quality_result including indexes including comments);
create table if not exists staging.load (
    table_name text primary key,
    business_date date not null,
    row_count bigint not null,
    staged_at timestamptz not null default now()
);
comment on table staging.load is 'what each staging table holds';
comment on column staging.load.table_name is 'the staging table';
comment on column staging.load.business_date is 'the night its rows belong to';
comment on column staging.load.row_count is 'how many rows were staged';
comment on column staging.load.staged_at is 'when';
revoke all on staging.quarantine from public;

create schema if not exists review;
comment on schema review is 'decisions of people about doubtful matches';
create schema if not exists audit;
comment on schema audit is 'who did what, only ever appended to; and which migrations were applied';
