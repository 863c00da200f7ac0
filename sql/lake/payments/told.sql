-- What all words about a payment come to. The days decide, not the order of arrival.
select
    payment_id,
    max(said_on) as status_on,
    min(said_on) filter (outcome = 'settled') as settled_on,
    max(said_on) filter (outcome = 'settled') as last_settled_on,
    max(said_on) filter (outcome = 'returned') as returned_on,
    max(said_on) filter (outcome = 'withdrawn') as withdrawn_on,
    max(said_on) filter (outcome = 'rejected') as rejected_on,
    max(said_on) filter (outcome = 'unknown') as unknown_on,
    max(said_on) filter (outcome = 'accepted') as accepted_on,
    arg_max(amount, (said_on, status_code = 'BOOK', event_id)) filter (outcome = 'returned' and amount is not null) as returned_amount,
    arg_max(charges, (said_on, status_code = 'BOOK', event_id)) filter (outcome = 'returned' and amount is not null) as charges,
    arg_max(return_code, (said_on, event_id)) filter (outcome in ('returned', 'rejected') and return_code is not null) as failure_code,
    arg_max(return_code, (said_on, event_id)) filter (outcome = 'unknown') as unknown_code,
    arg_max(reason_text, (said_on, event_id)) filter (reason_text is not null) as reason_text
from word
group by payment_id
