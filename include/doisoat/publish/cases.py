"""The reviewers' queue, brought to what the newest night staged. What waits goes on waiting since it began to."""

import datetime as dt
from typing import LiteralString

from doisoat.storage.warehouse import Connection

# What one person of two has judged stays until the other has, though no longer than two weeks.
_FINISHED: LiteralString = """
create temporary table finished on commit drop as
select t.case_id from review.case_file t
where not exists (select from staging.case_file s where s.case_id = t.case_id)
and not (t.business_date > %(date)s::date - 14 and review.in_sample(t.case_id)
    and cardinality(t.settled_by) = 1 and cardinality(t.asked) = 1)"""
_GONE: LiteralString = """
delete from review.case_file t using finished f where f.case_id = t.case_id"""
_CASES: LiteralString = """
insert into review.case_file as t (case_id, opened_on, business_date, subject, beneficiary_code, reason, money_held,
    programme_code, district_code, ward_code, match_probability, candidates, bank_bin, account_number, holder_name,
    holder_date_of_birth, holder_id_number)
select case_id, business_date, business_date, subject, beneficiary_code, reason, money_held,
    access.shown_programme(programme_code), district_code, ward_code, match_probability, candidates, bank_bin,
    account_number, holder_name, holder_date_of_birth, holder_id_number
from staging.case_file
on conflict (case_id) do update
set (business_date, subject, beneficiary_code, reason, money_held, programme_code, district_code, ward_code,
        match_probability, candidates, bank_bin, account_number, holder_name, holder_date_of_birth,
        holder_id_number) =
    row(excluded.business_date, excluded.subject, excluded.beneficiary_code, excluded.reason, excluded.money_held,
        excluded.programme_code, excluded.district_code, excluded.ward_code, excluded.match_probability,
        excluded.candidates, excluded.bank_bin, excluded.account_number, excluded.holder_name,
        excluded.holder_date_of_birth, excluded.holder_id_number)
where row(t.business_date, t.subject, t.beneficiary_code, t.reason, t.money_held, t.programme_code, t.district_code,
        t.ward_code, t.match_probability, t.candidates, t.bank_bin, t.account_number, t.holder_name,
        t.holder_date_of_birth, t.holder_id_number)
    is distinct from row(excluded.business_date, excluded.subject, excluded.beneficiary_code, excluded.reason,
        excluded.money_held, excluded.programme_code, excluded.district_code, excluded.ward_code,
        excluded.match_probability, excluded.candidates, excluded.bank_bin, excluded.account_number,
        excluded.holder_name, excluded.holder_date_of_birth, excluded.holder_id_number)"""
# Candidates of a case that only waits for its second person stay as they were when the first judged them.
_NO_CANDIDATES: LiteralString = """
delete from review.candidate t
where not exists (select from review.case_file c where c.case_id = t.case_id)
or exists (select from staging.case_file s where s.case_id = t.case_id) and not exists (
    select from staging.candidate s
    where (s.case_id, s.personal_id) = (t.case_id, t.personal_id))"""
_CANDIDATES: LiteralString = """
insert into review.candidate as t
select s.* from staging.candidate s
on conflict (case_id, personal_id) do update
set (business_date, rank, old_id, full_name, date_of_birth, sex, district_code, ward_code, village, person_status,
        status_date, match_probability, evidence, evidence_digest, model_version) =
    row(excluded.business_date, excluded.rank, excluded.old_id, excluded.full_name, excluded.date_of_birth,
        excluded.sex, excluded.district_code, excluded.ward_code, excluded.village, excluded.person_status,
        excluded.status_date, excluded.match_probability, excluded.evidence, excluded.evidence_digest,
        excluded.model_version)
where t is distinct from excluded"""
_STATES: LiteralString = "select review.keep_case_states()"
_UNSEEN: LiteralString = """
delete from review.seen s where not exists (select from review.case_file c where c.case_id = s.case_id)"""
_NO_LEASES: LiteralString = "delete from review.lease where until < now()"


def merge_cases(connection: Connection, date: dt.date) -> dict[str, int]:
    """Rows that were changed or removed of review.case_file and review.candidate."""
    connection.execute(_NO_LEASES)
    connection.execute(_FINISHED, {"date": date})
    cases = sum(connection.execute(query).rowcount for query in (_GONE, _CASES))
    candidates = sum(connection.execute(query).rowcount for query in (_NO_CANDIDATES, _CANDIDATES))
    connection.execute(_UNSEEN)
    connection.execute(_STATES)
    return {"case_file": cases, "candidate": candidates}
