-- The account of a bank return that an entry declares. By bank and number; by number alone where the roll's bank is not
-- known; at last without the zeros in front, which a spreadsheet loses. The last two only where one account fits.
with keyed as (
    select
        bank_bin,
        account_number,
        ltrim(account_number, '0') as digits,
        count(*) over (partition by account_number) as with_number,
        count(*) over (partition by ltrim(account_number, '0')) as with_digits,
        count(*) over (partition by bank_bin, ltrim(account_number, '0')) as with_digits_at_bank
    from holder
),
candidate as (
    select e.beneficiary_code, k.bank_bin, k.account_number, 1 as place
    from entry e join keyed k using (bank_bin, account_number)
    union all
    select e.beneficiary_code, k.bank_bin, k.account_number, 2
    from entry e join keyed k using (account_number)
    where e.bank_bin is null and k.with_number = 1
    union all
    select e.beneficiary_code, k.bank_bin, k.account_number, 3
    from entry e join keyed k on k.digits = ltrim(e.account_number, '0') and k.digits <> ''
    where (e.bank_bin = k.bank_bin and k.with_digits_at_bank = 1) or (e.bank_bin is null and k.with_digits = 1)
)
select beneficiary_code, arg_min(bank_bin, place) as bank_bin, arg_min(account_number, place) as account_number
from candidate
group by beneficiary_code
