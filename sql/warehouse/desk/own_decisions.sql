-- What the current login decided last, with what has become of it since.
select d.decision_id, d.decided_at, d.subject, d.personal_id, d.verdict, d.reason, d.note, d.blind,
    d.match_probability, d.model_version,
    coalesce(b.full_name, a.holder_name) as full_name, w.decided_at as withdrawn_at, w.decided_by as withdrawn_by
from review.decision d
left join reconciled.beneficiary b using (beneficiary_code)
left join reconciled.account a on (a.bank_bin, a.account_number) = (d.bank_bin, d.account_number)
left join review.decision w on w.withdraws = d.decision_id
where d.decided_by = access.current_login() and d.verdict is not null
order by d.decision_id desc limit %(rows)s
