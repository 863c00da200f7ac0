-- depends: 0008.access
-- What every visitor of the desk sees: how the sources came and how the checks went. Figures only.
create or replace view report.quarantine as
select business_date, feed, reason, access.shown_count(count(*)) as rows
from reconciled.quarantine group by business_date, feed, reason;
comment on view report.quarantine is 'how many rows of a feed were put aside for one reason';
comment on column report.quarantine.business_date is 'the night it was published for';
comment on column report.quarantine.feed is 'feed of the file';
comment on column report.quarantine.reason is 'a code: see code_label';
comment on column report.quarantine.rows is 'rows put aside; null: 1 to 4';
grant select on report.quarantine to doisoat_pipeline, doisoat_analyst, doisoat_district, doisoat_reviewer,
    doisoat_payments, doisoat_auditor, doisoat_desk;
grant select on reconciled.file_accounting, reconciled.quality_result to doisoat_payments, doisoat_reviewer,
    doisoat_district;
grant select on reconciled.coverage to doisoat_reviewer;
