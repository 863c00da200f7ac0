-- The files of a delivery, as of the newest night that dealt with it: a receipt without what the files held.
with found as (
    select * from reconciled.file_accounting
    where feed = %(feed)s and sender = %(sender)s and sequence = %(sequence)s
        and coalesce(delivery_date, business_date) = %(date)s
)
select business_date, file, rows_read, rows_accepted, rows_quarantined, outcome, reason as reason_en,
    coalesce(reason_vi, reason) as reason_vi
from found
where business_date = (select max(business_date) from found)
order by file
