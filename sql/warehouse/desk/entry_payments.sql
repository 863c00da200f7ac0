select period, amount, pay_channel, bank_bin, account_number, status, reason_code, settled_on
from payment where beneficiary_code = %(code)s order by period desc limit 36
