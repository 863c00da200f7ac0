-- records.mart.PAYMENT_UNMATCHED.
select
    event_id,
    $date::date as business_date,
    sender,
    delivery_date,
    file,
    row_number,
    coalesce(payment_id, batch_id, message_id) as payment_id,
    outcome,
    amount,
    instructed,
    occurred_on,
    refused as reason
from judged
where refused is not null
order by event_id
