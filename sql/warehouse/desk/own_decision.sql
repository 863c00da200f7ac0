select decision_id, beneficiary_code from review.decision
where decision_id = %(decision)s and decided_by = access.current_login() and verdict is not null
