-- Every word that counts, on the payment it is about. What is said of a payment itself outweighs what is said of its
-- batch, and that what is said of its file; `accepted` decides nothing and outweighs nothing.
with word as (
    select i.payment_id, 1 as scope, j.* exclude (payment_id, scope, instructed_on, recipient, batch_id, message_id)
    from judged j join instruction i on j.scope = 'payment' and j.payment_id = i.payment_id
    where j.refused is null
    union all
    select i.payment_id, 2, j.* exclude (payment_id, scope, instructed_on, recipient, batch_id, message_id)
    from judged j join instruction i on j.scope = 'batch' and j.batch_id = i.batch_id
    where j.refused is null
    union all
    select i.payment_id, 3, j.* exclude (payment_id, scope, instructed_on, recipient, batch_id, message_id)
    from judged j join instruction i on j.scope = 'message' and j.message_id = i.message_id
    where j.refused is null
)
select *
from word
qualify outcome = 'accepted' or scope = min(scope) filter (outcome <> 'accepted') over (partition by payment_id)
