-- The one account that is published with an entry, and what it is to it. A declared account is never replaced by a
-- found one: whoever pays must see what the roll says.
with found as (
    select *
    from judged
    where not declared and relation in ('own', 'close')
    qualify row_number() over (
        partition by beneficiary_code
        order by relation = 'own' desc, status = 'active' desc, status = 'closed', probability desc, opened_on desc nulls last,
            bank_bin, account_number
    ) = 1
)
select
    e.beneficiary_code,
    case
        when j.relation = 'other' then 'mismatch'
        when j.status <> 'active' then 'inactive'
        when j.relation = 'own' then 'verified'
        when j.relation = 'close' then 'close_match'
        when j.relation = 'payee' then 'representative'
        when e.account_number is not null then 'not_found'
        when f.relation is not null then 'found_unlisted'
        else 'none'
    end as account_status,
    coalesce(j.relation in ('other', 'close'), false) as unexplained,
    j.relation is not null as returned,
    coalesce(j.account_type, f.account_type) as account_type,
    coalesce(j.bank_bin, e.bank_bin_declared, f.bank_bin) as bank_bin,
    coalesce(j.account_number, e.account_number, f.account_number) as account_number,
    coalesce(j.probability, f.probability) as account_probability,
    coalesce(j.payee_check, f.payee_check) as payee_check
from (
    select *, case when account_number is not null then bank_bin end as bank_bin_declared from entry
) e
left join judged j on j.beneficiary_code = e.beneficiary_code and j.declared
left join found f on f.beneficiary_code = e.beneficiary_code
