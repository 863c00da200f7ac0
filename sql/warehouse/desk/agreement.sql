-- Pairs that a second person judged blind: what the first had said of the same evidence, and what the second says.
with word as (
    select distinct on (d.beneficiary_code, d.personal_id, d.evidence_digest, d.decided_by)
        d.beneficiary_code, d.personal_id, d.evidence_digest, d.decided_by, d.verdict, d.blind, d.decision_id
    from review.decision d
    where d.verdict is not null and d.beneficiary_code is not null
        and not exists (select from review.decision w where w.withdraws = d.decision_id)
    order by d.beneficiary_code, d.personal_id, d.evidence_digest, d.decided_by, d.decision_id desc
)
select first.verdict as first, second.verdict as second, count(*) as pairs
from word first
join word second using (beneficiary_code, personal_id, evidence_digest)
where second.blind and not first.blind and first.decided_by <> second.decided_by
group by 1, 2
