-- How many rows of a night were put aside, and why; never the rows.
select feed, reason, rows from report.quarantine where business_date = %(date)s order by rows desc nulls last, feed, reason
