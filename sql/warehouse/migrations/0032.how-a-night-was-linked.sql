-- `counts` of a run says how the night was linked, beside what it counts.
-- depends: 0001.published-tables

comment on column reconciled.run.counts is 'rows per published table and per status; `linkage`: how the night was linked';
