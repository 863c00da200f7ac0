"""What a reviewer is shown of an entry in review: candidates with evidence of their own, and why it waits."""

import datetime as dt
import json
from typing import Any

import pyarrow as pa
import pytest

from doisoat.linkage.digest import evidence_digest
from doisoat.linkage.model import Model
from doisoat.paths import CONFIG
from doisoat.records import core, link, mart
from doisoat.records.table import Table
from doisoat.review.cases import InReview, build_cases, candidate_ids, holders_in_review, in_review, reason

DATE = dt.date(2024, 1, 12)
MODEL = Model.load(CONFIG / "linkage" / "person-v1.yaml")
SOMEBODY = {
    "full_name": "Lê Thị Thử",
    "name": "lê thị thử",
    "name_folded": "le thi thu",
    "date_of_birth": "1945-03-15",
    "birth_year": 1945,
    "birth_month": 3,
    "birth_day": 15,
    "sex": "F",
    "district_code": "001",
    "ward_code": "00001",
    "village": "Tổ 3",
}


def rows(table: Table, *given: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist([{name: row.get(name) for name in table.names} for row in given], schema=table.schema)


def person(personal_id: str, **values: Any) -> dict[str, Any]:
    return {**SOMEBODY, "personal_id": personal_id, "status": "alive", "province_code": "01", **values}


def judged(code: str, status: str, *candidates: tuple[str, float]) -> dict[str, Any]:
    listed = [{"personal_id": who, "probability": share} for who, share in candidates]
    evidence = json.dumps({"pass": "probabilistic", "fields": {}, "candidates": listed})
    return {
        "beneficiary_code": code,
        "match_status": status,
        "match_method": "probabilistic",
        "match_evidence": evidence,
        "model_version": MODEL.version,
    }


def night(*links: dict[str, Any], persons: tuple[dict[str, Any], ...]) -> InReview:
    """Entries A and B; their links as given."""
    entries, published = [], []
    for code, number in (("B", "001145000009"), ("A", "001145000001")):
        entries.append({
            **SOMEBODY,
            "beneficiary_code": code,
            "id_number": number,
            "id_kind": "citizen",
            "sender": "s",
            "file": "f",
            "row_number": 1,
        })
        published.append({
            **SOMEBODY,
            "beneficiary_code": code,
            "business_date": DATE,
            "monthly_amount": 440_000,
            "match_status": "review",
            "match_method": "none",
            "account_status": "none",
            "pay_channel": "hold" if code == "A" else "bank",
            "programme_code": "05a",
        })
    return in_review(
        rows(core.BENEFICIARIES, *entries),
        rows(mart.BENEFICIARY, *published),
        rows(link.BENEFICIARY_PERSON, *links),
        rows(core.POPULATION, *persons),
    )


TWO = night(
    judged("A", "review", ("001145000002", 0.2), ("001145000001", 0.7)),
    judged("B", "matched", ("001145000009", 1.0)),
    persons=(person("001145000001", full_name="LÊ THỊ THỬ", old_id="011234567"), person("001145000002", sex="M")),
)


def test_only_entries_in_review_are_cases_and_only_their_candidates_are_shown() -> None:
    cases, candidates = build_cases(TWO, MODEL, DATE)
    assert cases["beneficiary_code"].to_pylist() == ["A"]
    assert candidate_ids(TWO.links).to_pylist() == ["001145000001", "001145000002"]
    assert candidates["full_name"].to_pylist() == ["LÊ THỊ THỬ", "Lê Thị Thử"]


def test_the_keys_of_cases_are_made_once_and_not_for_each_candidate() -> None:
    assert TWO.case_ids is TWO.case_ids


def test_a_night_with_nobody_in_review_has_no_case() -> None:
    quiet = night(judged("B", "matched", ("001145000009", 1.0)), persons=(person("001145000009"),))
    assert [table.num_rows for table in build_cases(quiet, MODEL, DATE)] == [0, 0]


def test_the_likeliest_candidate_has_the_first_rank() -> None:
    _, candidates = build_cases(TWO, MODEL, DATE)
    ranked = zip(candidates["personal_id"].to_pylist(), candidates["rank"].to_pylist(), strict=True)
    assert sorted(ranked, key=lambda pair: pair[1]) == [("001145000001", 1), ("001145000002", 2)]


def test_every_candidate_has_evidence_of_its_own() -> None:
    _, candidates = build_cases(TWO, MODEL, DATE)
    first, second = map(json.loads, candidates["evidence"].to_pylist())
    assert (first["id"]["level"], second["id"]["level"]) == ("same", "one_digit")
    assert (first["sex"]["level"], second["sex"]["level"]) == ("same", "other")


def test_the_digest_is_the_one_that_the_night_compares() -> None:
    _, candidates = build_cases(TWO, MODEL, DATE)
    entry = TWO.records.to_pylist()[0]
    wanted = [evidence_digest(entry, each) for each in TWO.persons.to_pylist()]
    assert candidates["evidence_digest"].to_pylist() == wanted


BANK = ("970436", "00111")


def holders(*rows_of_account: dict[str, Any], entry: dict[str, Any], links: tuple[dict[str, Any], ...]) -> InReview:
    """Rows in which banks returned an account that serves entry A."""
    served = {"bank_bin": BANK[0], "account_number": BANK[1], "monthly_amount": 440_000, "pay_channel": "postal_cash"}
    published = {**SOMEBODY, "beneficiary_code": "A", "business_date": DATE, "match_method": "exact_id", **served}
    return holders_in_review(
        rows(core.ACCOUNTS, *rows_of_account),
        rows(mart.BENEFICIARY, {**published, **entry}),
        rows(link.ACCOUNT_PERSON, *links),
        rows(core.POPULATION, person("001145000001"), person("001145000002", sex="M")),
    )


def returned(row: int, **values: Any) -> dict[str, Any]:
    account = {"bank_bin": BANK[0], "account_number": BANK[1], "account_type": "bank", "status": "active"}
    origin = {"sender": "970436", "file": "f", "row_number": row, "id_kind": "citizen", "id_number": "001145000001"}
    return {**SOMEBODY, **account, **origin, "full_name": "LE THI THU", **values}


def held(row: int, status: str = "review", probability: float = 0.5) -> dict[str, Any]:
    found = judged("", status, ("001145000001", probability), ("001145000002", 0.1))
    return {**found, "sender": "970436", "file": "f", "row_number": row, "match_probability": probability}


DOUBTFUL = {"match_status": "matched", "account_status": "close_match"}


def test_a_doubtful_holder_is_a_case_of_the_entry_that_the_account_serves() -> None:
    cases, candidates = build_cases(holders(returned(1), entry=DOUBTFUL, links=(held(1),)), MODEL, DATE)
    (case,) = cases.to_pylist()
    assert (case["case_id"], case["subject"], case["beneficiary_code"]) == ("970436\x1f00111", "account", "A")
    assert (case["holder_name"], case["holder_id_number"]) == ("LE THI THU", "001145000001")
    assert case["money_held"] == 0
    assert candidates["case_id"].to_pylist() == [case["case_id"]] * 2


def test_the_digest_of_a_holder_is_the_one_that_the_night_compares() -> None:
    found = holders(returned(1), entry=DOUBTFUL, links=(held(1),))
    _, candidates = build_cases(found, MODEL, DATE)
    (record,) = found.records.to_pylist()
    assert candidates["evidence_digest"].to_pylist() == [evidence_digest(record, p) for p in found.persons.to_pylist()]


def test_of_several_returns_of_an_account_the_likeliest_is_shown() -> None:
    twice = (returned(1), returned(2, full_name="LE THI THUY"))
    found = holders(*twice, entry=DOUBTFUL, links=(held(1, probability=0.3), held(2, probability=0.6)))
    assert found.records["full_name"].to_pylist() == ["LE THI THUY"]


@pytest.mark.parametrize(
    ("entry", "status"),
    [
        ({"match_status": "matched", "account_status": "verified"}, "review"),
        ({"match_status": "review", "account_status": "close_match"}, "review"),
        (DOUBTFUL, "matched"),
        (DOUBTFUL, "unmatched"),
    ],
)
def test_nobody_is_asked_about_a_holder_where_it_changes_nothing(entry: dict[str, Any], status: str) -> None:
    found = holders(returned(1), entry=entry, links=(held(1, status),))
    assert [table.num_rows for table in build_cases(found, MODEL, DATE)] == [0, 0]


def test_money_is_held_only_where_the_entry_is() -> None:
    both = night(
        judged("A", "review", ("001145000001", 0.7)),
        judged("B", "review", ("001145000001", 0.6)),
        persons=(person("001145000001"),),
    )
    cases, _ = build_cases(both, MODEL, DATE)
    assert cases.select(["beneficiary_code", "money_held"]).to_pylist() == [
        {"beneficiary_code": "A", "money_held": 440_000},
        {"beneficiary_code": "B", "money_held": 0},
    ]


def test_a_candidate_who_is_not_in_the_register_any_more_is_none() -> None:
    gone = night(judged("A", "review", ("001145000001", 0.7)), persons=())
    cases, candidates = build_cases(gone, MODEL, DATE)
    assert (len(cases), len(candidates)) == (0, 0)


def candidate(probability: float = 0.9, **levels: str) -> dict[str, Any]:
    usual = {"name": "same", "birth": "same", "id": "missing", **levels}
    return {"match_probability": probability, "evidence": json.dumps({f: {"level": v} for f, v in usual.items()})}


@pytest.mark.parametrize(
    ("candidates", "wanted"),
    [
        pytest.param([candidate(0.6), candidate(0.3, name="other")], "rivals", id="a runner-up that competes"),
        pytest.param([candidate(0.9), candidate(0.01)], "too_little", id="a runner-up that does not"),
        pytest.param([candidate(name="surname_middle", birth="other")], "name_differs", id="the name first"),
        pytest.param([candidate(birth="other")], "birth_differs", id="the birth date"),
        pytest.param([candidate(id="one_digit")], "number_differs", id="the number"),
        pytest.param([candidate(id="relative")], "number_differs", id="a relative's number"),
        pytest.param([candidate(name="missing", birth="missing")], "too_little", id="missing is not different"),
    ],
)
def test_why_it_waits(candidates: list[dict[str, Any]], wanted: str) -> None:
    assert reason(candidates) == wanted
