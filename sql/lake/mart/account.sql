-- The published account, with the entries it is published for: declared or found, whoever holds it.
select
    h.bank_bin,
    h.account_number,
    $date::date as business_date,
    h.account_type,
    h.full_name as holder_name,
    h.status,
    h.personal_id,
    h.match_status,
    h.match_method,
    h.match_probability,
    h.match_evidence,
    coalesce(b.codes, []) as beneficiary_codes
from holder h
left join (
    select bank_bin, account_number, list(beneficiary_code order by beneficiary_code) as codes
    from published
    where account_number is not null
    group by all
) b using (bank_bin, account_number)
order by h.bank_bin, h.account_number
