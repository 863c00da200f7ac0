-- All that people decided about an entry or an account, and took back, the newest first.
select d.decision_id, d.decided_at, d.decided_by, d.subject, d.personal_id, d.verdict, d.reason, d.note,
    d.match_probability, d.model_version, d.blind, d.withdraws, w.decision_id as withdrawn_by
from review.decision d left join review.decision w on w.withdraws = d.decision_id
where d.beneficiary_code = %(code)s or (d.bank_bin, d.account_number) = (%(bank_bin)s::text, %(account_number)s::text)
order by d.decision_id desc
