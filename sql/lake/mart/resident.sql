-- Everybody who counts: on the roll, not known to be dead, gone or missing, no surplus entry; with their area and what
-- is known of an account and, of who has no usable one, what the ward found out. After July 2025 there are no districts.
-- A village is one however its capitals are written. Whom the department alone looks after is of no area: what an area
-- counts is whom its offices see, so that nobody is told by being missing (docs/decisions/0004).
select
    coalesce(list_contains($hiv_programmes, lower(trim(programme_code))), false) as is_apart,
    case
        when is_apart then 'unknown'
        when district_code is not null then district_code
        when ward_code is not null then 'none'
        else 'unknown'
    end as district_code,
    case when is_apart then 'unknown' else coalesce(ward_code, 'unknown') end as ward_code,
    coalesce(case when not is_apart then nullif(regexp_replace(trim(nfc_normalize(village)), '\s+', ' ', 'g'), '') end, 'unknown') as village,
    account_status in ('verified', 'representative') as with_account,
    case when not with_account then said.coverage end as excepted,
    excepted is null
    and account_status in ('close_match', 'mismatch', 'inactive', 'not_found', 'found_unlisted') as account_problem,
    excepted is null and account_status = 'none' as no_account,
    beneficiary_code in (select beneficiary_code from paid) as paid_by_account,
    pay_channel = 'postal_cash' as postal_cash,
    pay_channel = 'hold' as held
from published
left join reported said using (beneficiary_code)
where
    coalesce(person_status, 'alive') = 'alive'
    and hold_reason is distinct from 'duplicate'
