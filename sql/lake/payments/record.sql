-- How each account has done for an entry since it last worked: failures in a row and what follows from them. An account
-- whose holder the bank says is dead (R07) gets no later period either: the post sees who comes. A batch that was turned
-- away as a whole, because it came late, its bank could not take it, or for a reason that is none of ours, says nothing of
-- the accounts in it.
with ended as (
    select *, coalesce(ended_as, status) as stands
    from payment
    where account_number is not null
),
known as (
    select
        *,
        max(instructed_on) filter (stands = 'settled') over same as worked_on,
        count(*) over batch > 1
        and bool_and(stands = 'rejected' and reason_code in ('R10', 'R12', 'R13')) over batch
        and min(reason_code) over batch = max(reason_code) over batch
        and min(status_on) over batch = max(status_on) over batch as is_of_batch
    from ended
    window
        same as (partition by beneficiary_code, bank_bin, account_number),
        batch as (partition by batch_id)
)
select
    k.beneficiary_code,
    k.bank_bin,
    k.account_number,
    count(*) as failures,
    bool_or(m.resend = 'changed' or k.reason_code = 'R07') as is_refused
from known k
join meaning m on m.code = k.reason_code
where
    k.stands in ('returned', 'rejected')
    and not coalesce(k.is_of_batch, false)
    and (k.worked_on is null or k.instructed_on > k.worked_on)
group by all
