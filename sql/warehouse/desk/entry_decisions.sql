-- All that people decided about an entry, and took back, the newest first.
select d.decision_id, d.decided_at, d.decided_by, d.personal_id, d.verdict, d.reason, d.note, d.match_probability,
    d.model_version, d.blind, d.withdraws, w.decision_id as withdrawn_by
from review.decision d left join review.decision w on w.withdraws = d.decision_id
where d.beneficiary_code = %(code)s
order by d.decision_id desc
