-- What is proposed, numbered for the files: by recipient, kind and area; a file holds $per_file payments at most.
with payable as (
    select
        *,
        if(pay_channel = 'postal_cash', $post::varchar, bank_bin) as recipient,
        row_number() over (
            partition by if(pay_channel = 'postal_cash', $post::varchar, bank_bin)
            order by
                list_position(['regular', 'arrears', 'repeat'], kind), district_code, ward_code, beneficiary_code,
                programme_code, period
        ) - 1 as place
    from routed
    where reason is null
)
select
    period,
    beneficiary_code,
    programme_code,
    attempt,
    kind,
    personal_id,
    amount,
    pay_channel,
    channel_reason,
    if(pay_channel = 'postal_cash', null, bank_bin) as bank_bin,
    if(pay_channel = 'postal_cash', null, account_number) as account_number,
    district_code,
    ward_code,
    recipient,
    concat($message::varchar, '-', upper(recipient), '-', lpad((place // $per_file::integer + 1)::varchar, 3, '0')) as message_id,
    concat(message_id, '-', upper(left(kind, 3))) as batch_id,
    if(pay_channel = 'postal_cash', null, holder_name) as holder_name,
    full_name,
    village
from payable
order by recipient, place
