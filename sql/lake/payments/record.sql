-- How each account has done for an entry since it last worked: failures in a row and what follows from them. An account
-- whose holder the bank says is dead (R07) gets no later period either: the post sees who comes.
with failing as (
    select
        p.*,
        max(instructed_on) filter (coalesce(ended_as, status) = 'settled') over same as worked_on,
        coalesce(ended_as, status) in ('returned', 'rejected') as failed
    from payment p
    where account_number is not null
    window same as (partition by beneficiary_code, bank_bin, account_number)
)
select
    f.beneficiary_code,
    f.bank_bin,
    f.account_number,
    count(*) as failures,
    bool_or(m.resend = 'changed' or f.reason_code = 'R07') as is_refused
from failing f
join meaning m on m.code = f.reason_code
where f.failed and (f.worked_on is null or f.instructed_on > f.worked_on)
group by all
