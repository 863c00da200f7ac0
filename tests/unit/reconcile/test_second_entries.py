"""Several entries of one person, as tests/cases/second_entries.csv labels them: who is held, and what is found.

Entries are written `code programme amount`; a hyphen is no programme, an underscore a space.
Findings are written `code rule with`.
"""

import csv
from pathlib import Path
from typing import Any

import pytest

CASES = Path(__file__).parents[2] / "cases" / "second_entries.csv"
PERSON = "001145000001"


def cases() -> list[dict[str, str]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_second_entries_are_judged_as_labelled(night: Any) -> None:
    """All cases in one night, each about a person of its own."""
    for number, case in enumerate(cases()):
        person = night.person(number, "nguyen thi an")
        for entry in case["entries"].split("|"):
            code, programme, amount = entry.split(" ")
            values = {"monthly_amount": int(amount) if amount else None}
            values |= {"programme_code": None if programme == "-" else programme.replace("_", " ")}
            night.entry(f"{number:02}{code}", "nguyen thi an", is_=person, **values)
    published, found = night.publish(), night.find()
    wrong = {}
    for number, case in enumerate(cases()):
        own = {code: entry for code, entry in published.items() if code.startswith(f"{number:02}")}
        held = " ".join(code[2:] for code, entry in own.items() if entry["pay_channel"] == "hold")
        findings = "|".join(sorted(told(c, f) for (c, _), f in found.items() if c in own))
        if (held, findings) != (case["held"], case["findings"]):
            wrong[case["case"]] = f"held {held!r}, found {findings!r}"
    assert wrong == {}


def told(code: str, finding: dict[str, Any]) -> str:
    detail = finding["detail"]
    return f"{code[2:]} {detail.get('rule', 'duplicate')} {detail.get('with', detail.get('kept'))[2:]}"


def test_reason_of_the_lower_programme_is_said(night: Any) -> None:
    night.person(1, "nguyen thi an")
    night.entry("A", "nguyen thi an", is_=PERSON, programme_code="05c", monthly_amount=440_000)
    night.entry("B", "nguyen thi an", is_=PERSON, programme_code="06b", monthly_amount=1_100_000)
    assert {code: entry["hold_reason"] for code, entry in night.publish().items()} == {
        "A": "programme_conflict",
        "B": None,
    }


@pytest.mark.parametrize(
    ("second", "shared"),
    [
        pytest.param({"name": "le van nam"}, "AB", id="two people"),
        pytest.param({"name": "nguyen thi an"}, "", id="one person, the second entry in review"),
        pytest.param({"name": "nguyen thi an", "birth_year": 1950}, "AB", id="a namesake of another year"),
    ],
)
def test_number_on_two_entries_is_shared_by_two_people_alone(night: Any, second: dict[str, Any], shared: str) -> None:
    number = {"id_number": PERSON, "id_kind": "citizen"}
    night.entry("A", "nguyen thi an", is_=night.person(1, "nguyen thi an"), **number)
    night.entry("B", second.pop("name"), is_=PERSON, match="review", programme_code="06b", **number, **second)
    assert "".join(code for code, kind in sorted(night.find()) if kind == "id_shared") == shared


@pytest.mark.parametrize(
    ("payee", "shared"), [("le thi hoa", True), ("nguyen thi an", False)], ids=["a relative's", "their own"]
)
def test_number_of_whoever_receives_instead_is_not_the_beneficiarys(night: Any, payee: str, shared: bool) -> None:
    number = {"id_number": "001150000009", "id_kind": "citizen", "representative_id_number": "001150000009"}
    night.entry("A", "nguyen thi an", **number, representative_name=payee, representative_name_folded=payee)
    assert (("A", "id_shared") in night.find()) == shared
