"""What a reviewer is shown of each doubtful entry and account holder: candidates, evidence, why it waits. Pure."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.linkage.digest import evidence_digests
from doisoat.linkage.evidence import candidate_fields
from doisoat.linkage.levels import BIRTH_AGREES, Birth, Id
from doisoat.linkage.model import Model
from doisoat.linkage.pairs import comparable, score_pairs
from doisoat.names.compare import AGREEING, NameDifference
from doisoat.records.mart import BUSINESS_DATE, CANDIDATE, CASE_FILE

# Why the model does not decide, the first that holds.
REASONS = ("rivals", "name_differs", "birth_differs", "number_differs", "too_little")
RIVAL = 0.1  # of the best candidate's probability: a runner-up from here on competes
ACCOUNT_KEY = ("bank_bin", "account_number")
_ROW, _ENTRY = ("sender", "file", "row_number"), ("beneficiary_code",)
_SEPARATOR = "\x1f"  # between bank and account, as in review.case_id: it stands in no text that was taken in
_NUMBER_DIFFERS = frozenset({Id.ONE_DIGIT, Id.TRANSPOSED, Id.RELATIVE, Id.OTHER})


@dataclass(frozen=True)
class InReview:
    """What is in review in a night, all in one order: `records` are rows of core/beneficiaries or core/accounts,
    `links` how they were linked, `published` rows of mart/beneficiary: the entries, or those that the accounts serve.

    `persons` are rows of core/population, those of all candidates at least.
    """

    subject: str  # beneficiary or account
    records: pa.Table
    published: pa.Table
    links: pa.Table
    persons: pa.Table

    @cached_property
    def case_ids(self) -> list[str]:
        """The key of each case."""
        if self.subject == "beneficiary":
            codes: list[str] = self.records["beneficiary_code"].to_pylist()
            return codes
        accounts = zip(*(self.records[name].to_pylist() for name in ACCOUNT_KEY), strict=True)
        return [_SEPARATOR.join(account) for account in accounts]


def in_review(entries: pa.Table, published: pa.Table, links: pa.Table, persons: pa.Table) -> InReview:
    """Choose and align the entries in review from whole tables."""
    # In one chunk: of a chunked array without a value pyarrow does not see the type.
    codes = links.filter(pc.field("match_status") == "review")["beneficiary_code"].combine_chunks()
    tables = (entries, published, links)
    chosen = [table.filter(pc.field("beneficiary_code").isin(codes)) for table in tables]
    first, second, third = (table.sort_by("beneficiary_code") for table in chosen)
    return InReview("beneficiary", first, second, third, persons)


def holders_in_review(accounts: pa.Table, published: pa.Table, links: pa.Table, persons: pa.Table) -> InReview:
    """Choose and align the accounts whose holder is in review, and whose entry would gain from knowing who it is.

    That is an entry that was matched itself, and to which the account is close or somebody else's. Of the rows in which
    an account was returned the likeliest counts, of the entries that it serves the first.
    """
    doubtful = links.filter(pc.field("match_status") == "review").select([*_ROW, "match_probability"])
    serves = published.filter(
        (pc.field("match_status") == "matched") & pc.field("account_status").isin(["close_match", "mismatch"])
    ).select(["beneficiary_code", *ACCOUNT_KEY])
    rows = accounts.select([*_ROW, *ACCOUNT_KEY]).join(doubtful, list(_ROW), join_type="inner")
    met = rows.join(serves, list(ACCOUNT_KEY), join_type="inner").sort_by([
        *((name, "ascending") for name in ACCOUNT_KEY),
        ("match_probability", "descending"),
        *((name, "ascending") for name in ("beneficiary_code", *_ROW)),
    ])
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for row in met.to_pylist():
        first.setdefault((row["bank_bin"], row["account_number"]), row)
    chosen = list(first.values())
    return InReview(
        "account",
        _taken(accounts, chosen, _ROW),
        _taken(published, chosen, _ENTRY),
        _taken(links, chosen, _ROW),
        persons,
    )


def _taken(table: pa.Table, chosen: Sequence[Mapping[str, Any]], key: Sequence[str]) -> pa.Table:
    """The row of `table` that has the key of each of `chosen`, in their order."""
    places = {values: n for n, values in enumerate(zip(*(table[name].to_pylist() for name in key), strict=True))}
    return table.take(pa.array([places[tuple(row[name] for name in key)] for row in chosen], pa.int64()))


def candidate_ids(links: pa.Table) -> pa.Array:
    """The persons that come into question for the records in review, each once."""
    found = {person for _, person, _ in _pairs(links.filter(pc.field("match_status") == "review"))}
    return pa.array(sorted(found), pa.string())


def build_cases(found: InReview, model: Model, date: dt.date) -> tuple[pa.Table, pa.Table]:
    """mart/case_file and mart/candidate of a night."""
    candidates = _candidates(found, model, date)
    return _case_files(found, candidates, date), candidates


def _pairs(links: pa.Table) -> list[tuple[int, str, float]]:
    """(position of the record, person, probability) of every candidate, the most probable of each record first."""
    found = []
    for position, text in enumerate(links["match_evidence"].to_pylist()):
        candidates = sorted(json.loads(text)["candidates"], key=lambda each: -each["probability"])
        found += [(position, each["personal_id"], each["probability"]) for each in candidates]
    return found


def _candidates(found: InReview, model: Model, date: dt.date) -> pa.Table:
    places = {person: place for place, person in enumerate(found.persons["personal_id"].to_pylist())}
    # Who left the register since the night was linked is no candidate any more.
    pairs = [pair for pair in _pairs(found.links) if pair[1] in places]
    left = found.records.take(pa.array([position for position, _, _ in pairs], pa.int64()))
    right = found.persons.take(pa.array([places[person] for _, person, _ in pairs], pa.int64()))
    right = right.append_column("id_number", right["personal_id"])
    scored = score_pairs(left, right, model, prior=0.5)
    columns = {name: right[name] for name in CANDIDATE.names if name in right.column_names}
    columns |= {
        "case_id": pa.array([found.case_ids[position] for position, _, _ in pairs], pa.string()),
        "rank": pa.array(_ranks(pairs), pa.int64()),
        "person_status": right["status"],
        "match_probability": pa.array([probability for _, _, probability in pairs], pa.float64()),
        "evidence": pa.array(_evidence(found.links, pairs, scored["evidence"].to_pylist()), pa.string()),
        "evidence_digest": pa.array(_digests(left, right), pa.string()),
        "model_version": pa.array([model.version] * len(pairs), pa.string()),
        BUSINESS_DATE.name: pa.array([date] * len(pairs), BUSINESS_DATE.type),
    }
    return pa.table({name: columns[name] for name in CANDIDATE.names}).cast(CANDIDATE.schema)


def _evidence(links: pa.Table, pairs: Sequence[tuple[int, str, float]], compared: Sequence[str]) -> list[str]:
    """The night's own evidence for its candidates; where it says nothing of one, a comparison that does not know how
    common the name is, nor whose the record's number is."""
    judged = links.select(["personal_id", "match_evidence"]).to_pylist()
    told = [candidate_fields(json.loads(row["match_evidence"]), row["personal_id"]) for row in judged]
    return [
        json.dumps(told[position].get(person) or json.loads(text)["fields"])
        for (position, person, _), text in zip(pairs, compared, strict=True)
    ]


def _digests(left: pa.Table, right: pa.Table) -> Sequence[str]:
    sides = [pa.table(comparable(left)), pa.table(comparable(right))]
    return evidence_digests(*sides) if len(left) else []


def _ranks(pairs: Sequence[tuple[int, str, float]]) -> list[int]:
    ranks: list[int] = []
    for place, (position, _, _) in enumerate(pairs):
        ranks.append(ranks[-1] + 1 if place and pairs[place - 1][0] == position else 1)
    return ranks


def _case_files(found: InReview, candidates: pa.Table, date: dt.date) -> pa.Table:
    of_case: dict[str, list[Mapping[str, Any]]] = {}
    for row in candidates.select(["case_id", "match_probability", "evidence"]).to_pylist():
        of_case.setdefault(row["case_id"], []).append(row)
    rows = [
        {"case_id": key, "subject": found.subject, **_case_file(entry, of_case[key], date), **holder}
        for key, entry, holder in zip(found.case_ids, found.published.to_pylist(), _holders(found), strict=True)
        if key in of_case
    ]
    return pa.Table.from_pylist(rows, schema=CASE_FILE.schema)


def _case_file(published: Mapping[str, Any], candidates: Sequence[Mapping[str, Any]], date: dt.date) -> dict[str, Any]:
    held = published["monthly_amount"] if published["pay_channel"] == "hold" else 0
    return {
        **{name: published[name] for name in ("beneficiary_code", "programme_code", "district_code", "ward_code")},
        BUSINESS_DATE.name: date,
        "reason": reason(candidates),
        "money_held": max(held or 0, 0),
        "match_probability": candidates[0]["match_probability"],
        "candidates": len(candidates),
    }


def _holders(found: InReview) -> list[dict[str, Any]]:
    """Per case the account and its holder as the bank returned them; of a case about an entry nothing."""
    if found.subject == "beneficiary":
        return [{}] * len(found.records)
    names = {name: name for name in ACCOUNT_KEY}
    names |= {"holder_name": "full_name", "holder_date_of_birth": "date_of_birth", "holder_id_number": "id_number"}
    return found.records.select(list(names.values())).rename_columns(list(names)).to_pylist()  # type: ignore[no-any-return]


def reason(candidates: Sequence[Mapping[str, Any]]) -> str:
    """Why the model leaves an entry to a person, of REASONS: `candidates` by probability, with their evidence."""
    best, others = candidates[0], candidates[1:]
    if any(other["match_probability"] >= RIVAL * best["match_probability"] for other in others):
        return "rivals"
    level = {field: found["level"] for field, found in json.loads(best["evidence"]).items()}
    if level["name"] not in {kind.name.lower() for kind in (*AGREEING, NameDifference.MISSING)}:
        return "name_differs"
    if level["birth"] not in {Birth(kind).name.lower() for kind in (*BIRTH_AGREES, Birth.MISSING)}:
        return "birth_differs"
    if level["id"] in {kind.name.lower() for kind in _NUMBER_DIFFERS}:
        return "number_differs"
    return "too_little"
