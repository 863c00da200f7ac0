-- What the current login decided last, with what has become of it since.
select d.decision_id, d.decided_at, d.beneficiary_code, d.personal_id, d.verdict, d.reason, d.blind,
    b.full_name, w.decided_at as withdrawn_at
from review.decision d
join reconciled.beneficiary b using (beneficiary_code)
left join review.decision w on w.withdraws = d.decision_id
where d.decided_by = access.current_login() and d.verdict is not null
order by d.decision_id desc limit %(rows)s
