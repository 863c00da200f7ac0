-- A period by channel and recipient, as of the newest closing.
select pay_channel, recipient, sum(payments)::bigint as payments, sum(instructed)::bigint as instructed,
    sum(settled + cash)::bigint as paid, sum(returned + charges)::bigint as returned, sum(rejected)::bigint as rejected,
    sum(replaced)::bigint as replaced, sum(open)::bigint as open, sum(unknown)::bigint as unknown,
    sum(difference)::bigint as difference, max(business_date) as business_date
from reconciled.payment_closing
where period = %(period)s and business_date = (select max(business_date) from reconciled.payment_closing)
group by pay_channel, recipient order by instructed desc, recipient
