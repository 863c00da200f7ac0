"""The reviewers' queue, brought to what the newest night staged. What waits goes on waiting since it began to."""

import datetime as dt
from typing import LiteralString

from doisoat.storage.warehouse import Connection

# What one person of two has judged stays until the other has, though no longer than two weeks.
_FINISHED: LiteralString = """
create temporary table finished on commit drop as
with alone as (select beneficiary_code from review.settled group by beneficiary_code having count(*) = 1)
select t.beneficiary_code from review.case_file t
where not exists (select from staging.case_file s where s.beneficiary_code = t.beneficiary_code)
and not (t.business_date > %(date)s::date - 14 and review.in_sample(t.beneficiary_code)
    and t.beneficiary_code in (select beneficiary_code from alone))"""
_GONE: LiteralString = """
delete from review.case_file t using finished f where f.beneficiary_code = t.beneficiary_code"""
_CASES: LiteralString = """
insert into review.case_file as t (beneficiary_code, business_date, opened_on, reason, money_held, programme_code,
    district_code, ward_code, match_probability, candidates)
select beneficiary_code, business_date, business_date, reason, money_held, access.shown_programme(programme_code),
    district_code, ward_code, match_probability, candidates
from staging.case_file
on conflict (beneficiary_code) do update
set (business_date, reason, money_held, programme_code, district_code, ward_code, match_probability, candidates) =
    row(excluded.business_date, excluded.reason, excluded.money_held, excluded.programme_code, excluded.district_code,
        excluded.ward_code, excluded.match_probability, excluded.candidates)
where row(t.business_date, t.reason, t.money_held, t.programme_code, t.district_code, t.ward_code, t.match_probability,
        t.candidates)
    is distinct from row(excluded.business_date, excluded.reason, excluded.money_held, excluded.programme_code,
        excluded.district_code, excluded.ward_code, excluded.match_probability, excluded.candidates)"""
# Candidates of a case that only waits for its second person stay as they were when the first judged them.
_NO_CANDIDATES: LiteralString = """
delete from review.candidate t
where not exists (select from review.case_file c where c.beneficiary_code = t.beneficiary_code)
or exists (select from staging.case_file s where s.beneficiary_code = t.beneficiary_code) and not exists (
    select from staging.candidate s
    where (s.beneficiary_code, s.personal_id) = (t.beneficiary_code, t.personal_id))"""
_CANDIDATES: LiteralString = """
insert into review.candidate as t
select s.* from staging.candidate s
on conflict (beneficiary_code, personal_id) do update
set (business_date, rank, old_id, full_name, date_of_birth, sex, district_code, ward_code, village, person_status,
        status_date, match_probability, evidence, evidence_digest, model_version) =
    row(excluded.business_date, excluded.rank, excluded.old_id, excluded.full_name, excluded.date_of_birth,
        excluded.sex, excluded.district_code, excluded.ward_code, excluded.village, excluded.person_status,
        excluded.status_date, excluded.match_probability, excluded.evidence, excluded.evidence_digest,
        excluded.model_version)
where t is distinct from excluded"""
_NO_LEASES: LiteralString = "delete from review.lease where until < now()"


def merge_cases(connection: Connection, date: dt.date) -> dict[str, int]:
    """Rows that were changed or removed of review.case_file and review.candidate."""
    connection.execute(_NO_LEASES)
    connection.execute(_FINISHED, {"date": date})
    cases = sum(connection.execute(query).rowcount for query in (_GONE, _CASES))
    candidates = sum(connection.execute(query).rowcount for query in (_NO_CANDIDATES, _CANDIDATES))
    return {"case_file": cases, "candidate": candidates}
