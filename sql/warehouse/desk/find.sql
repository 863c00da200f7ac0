-- Entries by code, identity number, account number or name; one row more than is shown, to tell that there are more. Without
-- a name nothing is looked for by name: of no word the index knows nothing.
select beneficiary_code, full_name, left(date_of_birth, 4) as birth_year, district_code, ward_code, village, business_date,
    access.shown_programme(programme_code) as programme_code, match_status, pay_channel, hold_reason
from beneficiary
where beneficiary_code = %(text)s
    or id_number = %(number)s or personal_id = %(number)s or account_number = %(number)s
    or beneficiary_code = any (array(select access.entries_named(%(name)s, %(most)s) where %(name)s <> ''))
limit %(most)s
