-- Where every đồng of each period is, as of the newest closing; a period without one has only runs.
select period, sum(payments)::bigint as payments, sum(instructed)::bigint as instructed,
    sum(settled + cash)::bigint as paid, sum(returned + charges + rejected)::bigint as failed,
    sum(replaced)::bigint as replaced, sum(open)::bigint as open, sum(unknown)::bigint as unknown,
    sum(difference)::bigint as difference, max(business_date) as business_date
from reconciled.payment_closing
where business_date = (select max(business_date) from reconciled.payment_closing)
group by period order by period desc limit 36
