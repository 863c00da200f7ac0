-- What was said by the date, once each however often it was sent, with what it could be about. A later delivery of a
-- sender for the same date replaces the earlier ones.
with newest as (
    select sender, delivery_date, max(sequence) as sequence
    from event
    where delivery_date <= $date::date
    group by all
),
once as (
    select e.*
    from event e
    join newest using (sender, delivery_date, sequence)
    qualify row_number() over (partition by e.event_id order by e.delivery_date, e.file, e.row_number) = 1
),
batch as (
    select batch_id, min(recipient) as recipient, sum(amount) as amount, min(instructed_on) as instructed_on
    from instruction
    group by batch_id
),
message as (
    select message_id, min(recipient) as recipient, sum(amount) as amount, min(instructed_on) as instructed_on
    from instruction
    group by message_id
)
select
    o.*,
    coalesce(o.occurred_on, o.delivery_date) as said_on,
    coalesce(p.recipient, b.recipient, m.recipient) as recipient,
    coalesce(p.amount, b.amount, m.amount) as instructed,
    coalesce(p.instructed_on, b.instructed_on, m.instructed_on) as instructed_on
from once o
left join instruction p on o.scope = 'payment' and o.payment_id = p.payment_id
left join batch b on o.scope = 'batch' and o.batch_id = b.batch_id
left join message m on o.scope = 'message' and o.message_id = m.message_id
