-- Why money cannot go to an account of theirs: of each entry whose person counts, and of no surplus one, the one reason.
with returned as (
    select bank_bin, account_number, bool_or(id_kind = 'old') as old_card, bool_or(status = 'closed') as closed
    from accounts
    group by bank_bin, account_number
)
select
    p.beneficiary_code,
    case
        when p.hold_reason = 'account_shared' then 'account_shared'
        when p.account_status = 'none' and list_contains(b.unread, 'account_number') then 'account_unreadable'
        when p.account_status = 'none' then 'no_account'
        when p.account_status = 'not_found' then 'account_not_found'
        when p.account_status = 'mismatch' then 'account_other_holder'
        when p.account_status = 'close_match' and r.old_card then 'account_old_card'
        when p.account_status = 'close_match' then 'account_name_differs'
        when p.account_status = 'inactive' and r.closed then 'account_closed'
        when p.account_status = 'inactive' then 'account_suspended'
        -- Nobody is asked whether money may go to an account that is no more.
        when p.account_status = 'found_unlisted' and r.closed then 'account_closed'
        when p.account_status = 'found_unlisted' then 'account_unlisted'
    end as reason
from published p
join beneficiaries b using (beneficiary_code)
left join returned r on r.bank_bin = p.bank_bin and r.account_number = p.account_number
where
    coalesce(p.person_status, 'alive') = 'alive'
    and p.hold_reason is distinct from 'duplicate'
    and (p.account_status not in ('verified', 'representative') or p.hold_reason = 'account_shared')
