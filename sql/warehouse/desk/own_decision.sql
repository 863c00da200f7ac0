select decision_id, review.case_id(beneficiary_code, bank_bin, account_number) as case_id from review.decision
where decision_id = %(decision)s and decided_by = access.current_login() and verdict is not null
