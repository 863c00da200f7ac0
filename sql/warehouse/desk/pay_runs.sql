-- Runs, the newest first: who proposed and decided, on what totals, and how many files have left.
select r.run_id, r.period, r.state, r.business_date, r.started_by, r.proposed_at, r.decided_by, r.decided_at,
    r.instructed_on, r.written_at, r.totals, left(r.digest, 16) as digest,
    (select count(*) from payments.output o where o.run_id = r.run_id) as files
from payments.run r
where %(period)s::text is null or r.period = %(period)s
order by r.period desc, r.number desc limit 50
