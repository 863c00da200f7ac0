-- What is wrong with an entry's account. The account itself is with the entry; an account that comes to serve one person
-- more is the same cause still.
with served as (
    select
        *,
        count(distinct coalesce(personal_id, beneficiary_code)) over (
            partition by bank_bin, account_number
        ) as people,
        concat_ws(chr(31), bank_bin, account_number) as account
    from published
    where account_number is not null
)
select
    beneficiary_code,
    case account_status when 'found_unlisted' then 'account_unlisted' else 'account_' || account_status end as kind,
    account as cause,
    json_object('type', account_type) as detail
from served
where account_status in ('mismatch', 'inactive', 'not_found', 'found_unlisted')
union all
select beneficiary_code, 'account_shared', account, json_object('people', people)
from served
where
    hold_reason = 'account_shared'
    or (people >= $shared_people and account_status in ('mismatch', 'close_match'))
union all
-- What stands there is no account number: letters, a spreadsheet's exponent, too few digits.
select beneficiary_code, 'account_unreadable', 'account_number', json_object()
from entry
where list_contains(unread, 'account_number')
