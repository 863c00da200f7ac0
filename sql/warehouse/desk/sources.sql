-- Every delivery of a night, beside what the same sender's delivery held on the night before.
with delivery as (
    select business_date, feed, sender, sequence, delivery_date, outcome,
        bool_or(starts_with(file, sequence || '/')) as replaced,
        max(reason) as reason_en, max(coalesce(reason_vi, reason)) as reason_vi, count(*) as files,
        coalesce(sum(rows_read), 0)::bigint as rows_read,
        coalesce(sum(rows_accepted), 0)::bigint as rows_accepted,
        coalesce(sum(rows_quarantined), 0)::bigint as rows_quarantined
    from reconciled.file_accounting
    where business_date in (%(date)s, (
        select max(business_date) from reconciled.run where business_date < %(date)s))
    group by business_date, feed, sender, sequence, delivery_date, outcome
),
former as (
    select feed, sender, sum(rows_read)::bigint as rows_read
    from delivery where business_date < %(date)s and outcome = 'accepted' and not replaced group by feed, sender
)
select d.feed, d.sender, d.sequence, d.delivery_date, d.outcome, d.replaced, d.reason_en, d.reason_vi, d.files,
    d.rows_read, d.rows_accepted, d.rows_quarantined, f.rows_read as former_rows
from delivery d left join former f using (feed, sender)
where d.business_date = %(date)s
order by d.feed, d.sender, d.delivery_date, d.sequence, d.outcome
