-- Entries of which only a bank says that somebody died: the holder of their account (R07). The register would have held them.
-- It stays a question until somebody has looked, and so allowed the payment again, or until the money of a later run was
-- collected, or arrived.
with ended as (
    select *, coalesce(ended_as, status) as stands
    from payment
)
select distinct said.beneficiary_code
from ended said
where
    said.stands in ('returned', 'rejected')
    and said.reason_code = 'R07'
    and not exists (select 1 from allowed a where a.payment_id = said.payment_id)
    and not exists (
        select 1 from ended later
        where
            later.beneficiary_code = said.beneficiary_code
            and later.stands in ('paid_in_cash', 'settled')
            and later.instructed_on > coalesce(said.status_on, said.instructed_on)
    )
