-- Pairs that a second person judged blind: what the first had said of the same evidence, and what the second says.
with word as materialized (select * from review.words())
select first.verdict as first, second.verdict as second, count(*) as pairs
from word second
join word first using (case_id, personal_id, evidence_digest)
where second.blind and not first.blind and first.decided_by <> second.decided_by
group by 1, 2
