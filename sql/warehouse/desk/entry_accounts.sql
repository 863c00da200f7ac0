-- The account of the entry, and others that the banks hold for the linked person.
select bank_bin, account_number, account_type, holder_name, status, true as chosen
from account where bank_bin = %(bank_bin)s and account_number = %(account_number)s
union all
select bank_bin, account_number, account_type, holder_name, status, false
from account where personal_id = %(personal_id)s
    and (bank_bin, account_number) is distinct from (%(bank_bin)s::text, %(account_number)s::text)
order by 6 desc, 1, 2
