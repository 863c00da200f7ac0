-- How often people say "same" of what the model gave a probability: the newest word of each person about a pair.
with word as (
    select distinct on (d.beneficiary_code, d.personal_id, d.evidence_digest, d.decided_by)
        d.match_probability, d.verdict
    from review.decision d
    where d.verdict in ('same', 'different') and d.match_probability is not null and d.beneficiary_code is not null
        and not exists (select from review.decision w where w.withdraws = d.decision_id)
    order by d.beneficiary_code, d.personal_id, d.evidence_digest, d.decided_by, d.decision_id desc
)
select least(floor(match_probability * 5), 4)::int as band, count(*) as decided,
    count(*) filter (where verdict = 'same') as same, avg(match_probability) as expected
from word group by 1 order by 1
