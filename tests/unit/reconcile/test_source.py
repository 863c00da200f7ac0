"""source_digest: what changes it, and what does not."""

import json
from typing import Any

import pytest

PERSON = "001145000001"


def digest(night: Any) -> list[str]:
    own, person = night.publish()["A"]["source_digest"].split("/")
    return [own, person]


@pytest.fixture
def known(night: Any) -> Any:
    night.entry("A", "nguyen thi an", is_=night.person(1, "nguyen thi an"), account_number="111", bank_bin="970436")
    night.account("111", "nguyen thi an", is_=PERSON)
    night.account("222", "nguyen thi an", is_=PERSON, request_ref="A")
    return night


@pytest.mark.parametrize(
    ("rows", "place", "column", "value", "own", "person"),
    [
        pytest.param("entries", 0, "village", "Thôn 2", True, False, id="roll"),
        pytest.param("accounts", 0, "status", "dormant", True, False, id="account declared"),
        pytest.param("accounts", 1, "status", "dormant", True, False, id="account asked for"),
        pytest.param("persons", 0, "ward_code", "00004", False, True, id="register"),
        pytest.param("persons", 0, "updated_at", "2024-01-12T00:00:00Z", False, False, id="register's time of change"),
    ],
)
def test_digest_changes_with_what_was_sent(
    known: Any, rows: str, place: int, column: str, value: str, own: bool, person: bool
) -> None:
    before = digest(known)
    getattr(known, rows)[place][column] = value
    assert [a != b for a, b in zip(before, digest(known), strict=True)] == [own, person]


def test_digest_does_not_depend_on_files_or_other_entries(known: Any) -> None:
    before = digest(known)
    known.entries[0]["row_number"] = known.links[0]["row_number"] = 99
    known.entry("B", "le van nam")
    known.account("333", "le van nam", request_ref="B")
    assert digest(known) == before


def test_entry_without_a_person_has_its_own_digest_alone(night: Any) -> None:
    night.entry("A", "le thi hoa")
    own, person = digest(night)
    assert (len(own), person) == (32, "")


@pytest.mark.parametrize("rows", ["links", "holders"], ids=["about the entry", "about the holder of its account"])
def test_what_people_decided_has_a_digest_of_its_own(known: Any, rows: str) -> None:
    before = digest(known)
    decided = {"id": "equal", "decisions": [{"by": "reviewer", "decision_id": 7, "state": "stands"}]}
    getattr(known, rows)[0]["match_evidence"] = json.dumps(decided)
    first = known.publish()["A"]["source_digest"].split("/")
    decided["decisions"][0]["decision_id"] = 8
    getattr(known, rows)[0]["match_evidence"] = json.dumps(decided)
    second = known.publish()["A"]["source_digest"].split("/")
    assert first[:2] == second[:2] == before
    assert first[2] != second[2]


def test_decision_that_no_longer_stands_is_the_same_decision(known: Any) -> None:
    digests = []
    for state in ("stands", "evidence_changed"):
        told = {"id": "equal", "decisions": [{"by": "reviewer", "decision_id": 7, "state": state}]}
        known.links[0]["match_evidence"] = json.dumps(told)
        digests.append(known.publish()["A"]["source_digest"])
    assert digests[0] == digests[1]
