-- records.mart.PAYMENT.
select
    i.* exclude (run_id, instructed_on),
    i.run_id,
    i.instructed_on,
    $date::date as business_date,
    s.status,
    if(s.status = 'replaced', s.underlying, null) as ended_as,
    case
        when s.underlying in ('returned', 'rejected') then coalesce(s.failure_code, 'R13')
        when s.underlying = 'unknown' then coalesce(s.unknown_code, s.failure_code, 'R11')
    end as reason_code,
    s.reason_text,
    s.status_on,
    if(s.underlying = 'settled', coalesce(s.settled_on, s.withdrawn_on), s.settled_on) as settled_on,
    if(s.underlying = 'returned', coalesce(s.returned_on, s.rejected_on), null) as returned_on,
    if(s.underlying = 'returned', coalesce(s.returned_amount, i.amount), null) as returned_amount,
    if(s.underlying = 'returned', least(coalesce(s.charges, 0), i.amount - coalesce(s.returned_amount, i.amount)), null) as charges
from instruction i
join state s using (payment_id)
order by payment_id
