-- depends: 0002.staging-and-state
-- Reasons are read by officials too; and a delta may replace or delete rows that were accepted.
alter table reconciled.file_accounting add column if not exists reason_vi text;
alter table reconciled.file_accounting add column if not exists rows_superseded bigint;
alter table staging.file_accounting add column if not exists reason_vi text;
alter table staging.file_accounting add column if not exists rows_superseded bigint;
comment on column reconciled.file_accounting.file is 'file name; of a replaced delivery with its sequence before it, below deltas with date and sequence';
comment on column reconciled.file_accounting.reason_vi is 'the same in Vietnamese';
comment on column reconciled.file_accounting.rows_superseded is 'accepted rows that a later delta replaced or deleted, or that delete';
comment on column staging.file_accounting.file is 'file name; of a replaced delivery with its sequence before it, below deltas with date and sequence';
comment on column staging.file_accounting.reason_vi is 'the same in Vietnamese';
comment on column staging.file_accounting.rows_superseded is 'accepted rows that a later delta replaced or deleted, or that delete';
