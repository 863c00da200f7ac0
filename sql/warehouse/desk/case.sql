-- A case with its entry; of an account with its holder too. `open`: the current login may answer it.
select c.case_id, c.subject, c.beneficiary_code, c.business_date, c.opened_on, c.reason, c.money_held, c.programme_code,
    c.match_probability, c.candidates, c.bank_bin as case_bank, c.account_number as case_account, c.holder_name,
    c.holder_date_of_birth, c.holder_id_number, o.case_id is not null as open, coalesce(o.second, false) as second,
    b.full_name, b.date_of_birth, b.sex, b.id_number, b.district_code, b.ward_code, b.village, b.monthly_amount,
    b.account_status, b.bank_bin, b.account_number, b.pay_channel, b.hold_reason
from review.case_file c
join reconciled.beneficiary b using (beneficiary_code)
left join review.open_case o using (case_id)
where c.case_id = %(case)s
