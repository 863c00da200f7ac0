-- Every state of the entry, the newest first, each beside the one before it.
select valid_from, valid_to, match_status, match_method, person_status, account_status, pay_channel, hold_reason,
    personal_id is distinct from lag(personal_id) over w as person_changed,
    (bank_bin, account_number) is distinct from (lag(bank_bin) over w, lag(account_number) over w) as account_changed,
    (full_name, date_of_birth, id_number) is distinct from
        (lag(full_name) over w, lag(date_of_birth) over w, lag(id_number) over w) as roll_changed,
    lag(valid_from) over w is null as first
from beneficiary_history where beneficiary_code = %(code)s
window w as (order by valid_from)
order by valid_from desc
