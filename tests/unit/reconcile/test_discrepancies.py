import datetime as dt
from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.reconcile.discrepancies import KINDS, read_catalogue

PERSON = "001145000001"


def add(night: Any, *, person: dict[str, Any] | None = None, **entry: Any) -> None:
    """Entry A, matched to person 1, equal in everything that the test does not set."""
    number = night.person(1, "nguyen thi an", **(person or {}))
    night.entry("A", "nguyen thi an", is_=number, **entry)


def kinds(night: Any) -> list[tuple[str, str]]:
    return sorted(night.find())


def test_entry_that_agrees_with_everything_has_no_finding(night: Any) -> None:
    add(night, account_number="111", bank_bin="970436", id_number=PERSON, id_kind="citizen")
    night.account("111", "nguyen thi an", is_=PERSON)
    assert kinds(night) == []


@pytest.mark.parametrize(
    ("person", "entry", "kind", "detail"),
    [
        pytest.param({"status": "deceased"}, {}, "person_deceased", {"since": None}, id="deceased"),
        pytest.param({"status": "missing"}, {}, "person_missing", {"since": None}, id="missing"),
        pytest.param({"status": "moved_out"}, {}, "person_moved_out", {"since": None}, id="moved out"),
        pytest.param(
            {"name": "nguyễn thị an", "full_name": "Nguyễn Thị An"},
            {},
            "name_differs",
            {"differs": "tones", "roll": "Nguyen Thi An", "register": "Nguyễn Thị An"},
            id="name without tones",
        ),
        pytest.param(
            {"name": "nguyen thi anh", "full_name": "Nguyen Thi Anh", "name_folded": "nguyen thi anh"},
            {},
            "name_differs",
            {"differs": "letters", "roll": "Nguyen Thi An", "register": "Nguyen Thi Anh"},
            id="another name",
        ),
        pytest.param(
            {"date_of_birth": "1945-04-16", "birth_month": 4, "birth_day": 16},
            {},
            "birth_date_differs",
            {"differs": ["month", "day"], "roll": "1945-03-15", "register": "1945-04-16"},
            id="another day and month",
        ),
        pytest.param({"sex": "M"}, {}, "sex_differs", {"roll": "F", "register": "M"}, id="sex"),
        pytest.param(
            {}, {"id_number": "001145000002", "id_kind": "citizen"}, "id_differs", {"format": "citizen"}, id="id"
        ),
        pytest.param({}, {"id_kind": "damaged"}, "id_damaged", {}, id="damaged id"),
        pytest.param({}, {"id_number": "011111111", "id_kind": "old"}, "id_old_format", {}, id="old id"),
        pytest.param(
            {},
            {"account_number": "111", "bank_bin": "970436"},
            "account_not_found",
            {"type": None},
            id="account nobody returned",
        ),
    ],
)
def test_what_is_wrong_is_found_and_said(
    night: Any, person: dict[str, Any], entry: dict[str, Any], kind: str, detail: dict[str, Any]
) -> None:
    add(night, person=person, **entry)
    found = night.find()
    assert {key: finding["detail"] for key, finding in found.items()} == {("A", kind): detail}


@pytest.mark.parametrize(
    "values",
    [
        pytest.param({"date_of_birth": "1945", "birth_month": None, "birth_day": None}, id="only the year is known"),
        pytest.param({"sex": None}, id="sex not known"),
        pytest.param({"id_number": "012345678", "id_kind": "missing"}, id="no id on the roll"),
    ],
)
def test_what_the_roll_does_not_know_does_not_differ(night: Any, values: dict[str, Any]) -> None:
    add(night, **values)
    assert kinds(night) == []


def test_old_number_that_the_register_knows_otherwise_differs(night: Any) -> None:
    add(night, person={"old_id": "011111112"}, id_number="011111111", id_kind="old")
    assert kinds(night) == [("A", "id_differs"), ("A", "id_old_format")]


@pytest.mark.parametrize(("day", "kind"), [("2024-12-31", "id_old_format"), ("2025-01-01", "id_expired")])
def test_a_nine_digit_number_is_expired_from_2025_on(night: Any, day: str, kind: str) -> None:
    add(night, person={"old_id": "011111111"}, id_number="011111111", id_kind="old")
    assert list(night.find(dt.date.fromisoformat(day))) == [("A", kind)]


def test_entry_without_a_person_is_not_found_and_one_in_review_is_a_reviewers(night: Any) -> None:
    night.entry("A", "le thi hoa")
    night.entry("B", "le van nam", is_=night.person(2, "le van nam"), match="review")
    assert kinds(night) == [("A", "person_not_found")]


def test_number_on_entries_of_two_people_is_shared_and_of_one_person_is_not(night: Any) -> None:
    for code, name in (("A", "le thi hoa"), ("B", "le van nam"), ("C", "tran van ba"), ("D", "tran van ba")):
        number = "001145000008" if code in "AB" else "001145000009"
        night.entry(code, name, id_number=number, id_kind="citizen")
    assert [key for key in kinds(night) if key[1] == "id_shared"] == [("A", "id_shared"), ("B", "id_shared")]


def test_surplus_entry_names_the_one_that_is_kept(night: Any) -> None:
    add(night)
    night.entry("B", "nguyen thi an", is_=PERSON)
    found = night.find()
    assert {key: finding["detail"] for key, finding in found.items()} == {("B", "duplicate_entry"): {"kept": "A"}}


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        pytest.param(("05c", 440_000), ("06b", 1_100_000), ["A"], id="the lower of two allowances"),
        pytest.param(("06c", 660_000), ("06a", 660_000), ["B"], id="of two equal ones the later code"),
        pytest.param(("04", 440_000), ("06c", 660_000), [], id="poor single parent and disabled"),
        pytest.param(("06b", 1_100_000), ("20.2c", 440_000), [], id="own and a carer's"),
        pytest.param(("05c", 440_000), ("TNLS1", 2_055_000), ["A", "B"], id="a person must decide"),
        pytest.param(("TNLS1", 2_055_000), ("BB", 3_000_000), [], id="several of merit"),
        pytest.param(("05c", 440_000), ("X", 1), [], id="unknown programme"),
    ],
)
def test_two_programmes_are_judged_by_the_table(
    night: Any, first: tuple[str, int], second: tuple[str, int], found: list[str]
) -> None:
    add(night, programme_code=first[0], monthly_amount=first[1])
    night.entry("B", "nguyen thi an", is_=PERSON, programme_code=second[0], monthly_amount=second[1])
    assert kinds(night) == [(code, "programme_conflict") for code in found]


@pytest.mark.parametrize(
    ("amount", "found"),
    [(440_000, []), (360_000, [("A", "amount_differs")]), (None, [])],
    ids=["the programme's", "another", "not known"],
)
def test_amount_is_held_against_the_programme(night: Any, amount: int | None, found: list[tuple[str, str]]) -> None:
    night.amounts = {"05c": 440_000}
    add(night, programme_code="05c", monthly_amount=amount)
    assert kinds(night) == found


@pytest.mark.parametrize(
    ("holder", "status", "kind"),
    [
        pytest.param("tran van ba", "active", "account_mismatch", id="someone else's"),
        pytest.param("nguyen thi an", "dormant", "account_inactive", id="dormant"),
    ],
)
def test_account_that_cannot_be_paid_into_is_found(night: Any, holder: str, status: str, kind: str) -> None:
    add(night, account_number="111", bank_bin="970436")
    night.account("111", holder, is_=PERSON if holder == "nguyen thi an" else None, status=status)
    assert kinds(night) == [("A", kind)]


def test_account_that_the_roll_does_not_list_is_found(night: Any) -> None:
    add(night)
    night.account("111", "nguyen thi an", is_=PERSON)
    assert kinds(night) == [("A", "account_unlisted")]


def test_account_number_that_is_none_is_found(night: Any) -> None:
    person = night.person(1, "hoa")
    night.entry("A", "hoa", is_=person, account_number=None, unread=["sex", "account_number"])
    night.entry("B", "lan", account_number=None, unread=[])
    assert kinds(night) == [("A", "account_unreadable"), ("B", "person_not_found")]


def test_account_of_a_stranger_that_serves_three_people_is_shared(night: Any) -> None:
    for n, name in enumerate(("le thi hoa", "le van nam", "tran thi tu"), start=1):
        night.entry(f"E{n}", name, is_=night.person(n, name), account_number="111", bank_bin="970436")
    night.account("111", "vu van y")
    found = night.find()
    assert {key[0] for key in found if key[1] == "account_shared"} == {"E1", "E2", "E3"}
    assert found["E1", "account_shared"]["detail"] == {"people": 3}


def test_id_stays_with_the_cause_and_changes_with_it(night: Any) -> None:
    add(night, account_number="111", bank_bin="970436")
    key = ("A", "account_not_found")
    before = night.find()[key]["discrepancy_id"]
    night.entry("B", "le van nam", account_number="111", bank_bin="970436")
    assert night.find()[key]["discrepancy_id"] == before
    night.entries[0]["account_number"] = "222"
    assert night.find()[key]["discrepancy_id"] != before


def test_severity_and_owner_come_from_the_table(night: Any) -> None:
    add(night, person={"status": "deceased"})
    finding = night.find()["A", "person_deceased"]
    assert (finding["severity"], finding["owner"]) == ("high", "labour")


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        pytest.param("sex_differs,", "sex_is_odd,", "each kind once", id="unknown kind"),
        pytest.param("sex_differs,medium,labour\n", "", "each kind once", id="kind left out"),
        pytest.param("sex_differs,medium", "sex_differs,urgent", "severity must be", id="unknown severity"),
        pytest.param("sex_differs,medium,labour", "sex_differs,medium,nobody", "owner must be", id="unknown owner"),
        pytest.param("kind,", "what,", "kind", id="no such column"),
    ],
)
def test_catalogue_that_cannot_be_used_is_refused(old: str, new: str, problem: str) -> None:
    text = (CONFIG / "discrepancies.csv").read_text("utf-8")
    assert old in text
    with pytest.raises(SettingsError, match=problem):
        read_catalogue(text.replace(old, new, 1).encode())


def test_catalogue_of_this_installation_holds_every_kind() -> None:
    assert read_catalogue((CONFIG / "discrepancies.csv").read_bytes()).num_rows == len(KINDS)
