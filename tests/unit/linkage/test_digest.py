from typing import Any

import pytest

from doisoat.linkage.digest import evidence_digest

RECORD = {
    "name": "nguyễn thị lan",
    "birth_year": 1945,
    "birth_month": 3,
    "birth_day": 15,
    "sex": "F",
    "id_number": "001145000101",
    "ward_code": "00004",
    "district_code": "001",
    "village": "Tổ dân phố số 5",
}
PERSON = {**{k: v for k, v in RECORD.items() if k != "id_number"}, "personal_id": "001145000101", "old_id": "012345601"}


@pytest.mark.parametrize(
    "change",
    [
        {"name": "nguyễn thị lân"},
        {"birth_day": None},
        {"birth_month": 15, "birth_day": 3},
        {"sex": None},
        {"id_number": "012345601"},
        {"id_number": None},
        {"ward_code": "00007"},
        {"village": "Tổ 6"},
        {"village": None},
    ],
    ids=str,
)
def test_what_is_compared_changes_the_digest(change: dict[str, Any]) -> None:
    assert evidence_digest(RECORD | change, PERSON) != evidence_digest(RECORD, PERSON)


@pytest.mark.parametrize("change", [{"name": "lan"}, {"old_id": None}, {"personal_id": "001145000102"}], ids=str)
def test_what_is_compared_of_the_person_changes_the_digest(change: dict[str, Any]) -> None:
    assert evidence_digest(RECORD, PERSON | change) != evidence_digest(RECORD, PERSON)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"ward_code": "10001", "district_code": None}, id="a reform of wards"),
        pytest.param({"village": "TDP 05"}, id="the village in other words"),
    ],
)
def test_what_says_the_same_of_both_sides_keeps_the_digest(change: dict[str, Any]) -> None:
    assert evidence_digest(RECORD | change, PERSON | change) == evidence_digest(RECORD, PERSON)


def test_programme_amount_and_file_are_not_compared() -> None:
    row = {**RECORD, "monthly_amount": 1, "file": "a.xlsx"}
    assert evidence_digest(row, {**PERSON, "status": "deceased"}) == evidence_digest(RECORD, PERSON)


def test_bank_that_knows_no_ward_is_compared_too() -> None:
    holder = {k: v for k, v in RECORD.items() if k not in ("ward_code", "district_code", "village")}
    assert evidence_digest(holder, PERSON) != evidence_digest(RECORD, PERSON)


def test_digest_is_that_of_every_version() -> None:
    assert evidence_digest(RECORD, PERSON) == "17615c4d9c162ae10b066b9775e0bbb5"
