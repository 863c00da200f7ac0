-- An entry. The view of an area's offices lacks the payee check, so it is looked for by name and may be null.
select beneficiary_code, business_date, access.shown_programme(programme_code) as programme_code, full_name,
    date_of_birth, sex, id_number, district_code, ward_code, village, monthly_amount, personal_id, match_status,
    match_method, match_probability, person_status, account_status, account_type, bank_bin, account_number,
    account_probability, to_jsonb(b) ->> 'payee_check' as payee_check, pay_channel, hold_reason
from beneficiary b where beneficiary_code = %(code)s
