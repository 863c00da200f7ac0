import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from doisoat.errors import ConservationError


@pytest.mark.parametrize("status", ["deceased", "missing", "moved_out"])
def test_person_who_is_not_there_is_held(night: Any, status: str) -> None:
    person = night.person(1, "le thi hoa", status=status)
    night.entry("A", "le thi hoa", is_=person, account_number="111", bank_bin="970436")
    night.account("111", "le thi hoa", is_=person)
    entry = night.publish()["A"]
    assert (entry["person_status"], entry["pay_channel"], entry["hold_reason"]) == (status, "hold", status)


@pytest.mark.parametrize(
    ("status", "since", "until"),
    [
        pytest.param("deceased", dt.date(2024, 1, 1), dt.date(2024, 1, 31), id="death on the first: the month is due"),
        pytest.param("deceased", dt.date(2024, 2, 29), dt.date(2024, 2, 29), id="death on the last day"),
        pytest.param("deceased", dt.date(2023, 12, 31), dt.date(2023, 12, 31), id="death before this month"),
        pytest.param("deceased", None, None, id="nobody knows when"),
        pytest.param("moved_out", dt.date(2024, 1, 5), dt.date(2024, 1, 31), id="moved away"),
        pytest.param("missing", dt.date(2024, 1, 5), None, id="missing: somebody decides"),
        pytest.param("alive", dt.date(2024, 1, 5), None, id="alive"),
    ],
)
def test_entitlement_ends_with_the_month_of_death(
    night: Any, status: str, since: dt.date | None, until: dt.date | None
) -> None:
    person = night.person(1, "le thi hoa", status=status, status_date=since)
    night.entry("A", "le thi hoa", is_=person)
    entry = night.publish()["A"]
    assert (entry["entitled_until"], entry["pay_channel"] == "hold") == (until, status != "alive")


@pytest.mark.parametrize("status", ["review", "unmatched"])
def test_entry_without_a_person_is_held_and_names_nobody(night: Any, status: str) -> None:
    person = night.person(1, "le thi hoa")
    night.entry("A", "le thi hoa", is_=person if status == "review" else None, match=status)
    entry = night.publish()["A"]
    assert (entry["personal_id"], entry["person_status"]) == (None, None)
    assert (entry["pay_channel"], entry["hold_reason"]) == ("hold", status)


def test_best_linked_entry_of_a_person_in_a_programme_is_paid(night: Any) -> None:
    person = night.person(1, "le thi hoa")
    night.entry("A", "le thi hoa", is_=person, probability=0.99)
    night.entry("B", "le thi hoa", is_=person, probability=0.999)
    night.entry("C", "le thi hoa", is_=person, probability=0.999)
    held = {code: entry["hold_reason"] for code, entry in night.publish().items()}
    assert held == {"A": "duplicate", "B": None, "C": "duplicate"}


def test_entry_that_declares_an_account_is_paid_rather_than_one_that_does_not(night: Any) -> None:
    person = night.person(1, "le thi hoa")
    night.entry("A", "le thi hoa", is_=person)
    night.entry("B", "le thi hoa", is_=person, account_number="111", bank_bin="970436")
    night.account("111", "le thi hoa", is_=person)
    paid = {code: entry["pay_channel"] for code, entry in night.publish().items()}
    assert paid == {"A": "hold", "B": "bank"}


def test_person_may_be_in_two_programmes(night: Any) -> None:
    person = night.person(1, "le thi hoa")
    night.entry("A", "le thi hoa", is_=person)
    night.entry("B", "le thi hoa", is_=person, programme_code="5.6")
    assert {entry["hold_reason"] for entry in night.publish().values()} == {None}


def test_surplus_entry_of_a_dead_person_is_a_duplicate_and_the_other_is_dead(night: Any) -> None:
    person = night.person(1, "le thi hoa", status="deceased")
    night.entry("A", "le thi hoa", is_=person)
    night.entry("B", "le thi hoa", is_=person)
    held = {code: (entry["pay_channel"], entry["hold_reason"]) for code, entry in night.publish().items()}
    assert held == {"A": ("hold", "deceased"), "B": ("hold", "duplicate")}


def test_account_of_three_people_holds_those_it_does_not_belong_to(night: Any) -> None:
    for number, name in enumerate(("le thi hoa", "do van hung", "ly thi mai"), start=1):
        person = night.person(number, name)
        night.entry(name, name, is_=person, account_number="111", bank_bin="970436")
    night.account("111", "le thi hoa", is_="001145000001")
    held = {code: entry["hold_reason"] for code, entry in night.publish().items()}
    assert held == {"le thi hoa": None, "do van hung": "account_shared", "ly thi mai": "account_shared"}


def test_account_of_three_people_with_declared_representatives_is_paid(night: Any) -> None:
    mandate = {"representative_name": "le thi hoa", "representative_name_folded": "le thi hoa"}
    for number, name in enumerate(("do van hung", "ly thi mai", "ly thi lan"), start=1):
        night.entry(name, name, is_=night.person(number, name), account_number="111", bank_bin="970436", **mandate)
    night.account("111", "le thi hoa")
    assert {entry["pay_channel"] for entry in night.publish().values()} == {"bank"}


def test_account_is_published_once_with_the_entries_it_serves(night: Any, an: Any) -> None:
    person = an(night)
    night.entry("B", "nguyen thi an", is_=person, programme_code="5.6", account_number="111", bank_bin="970436")
    night.account("111", "nguyen thi an", is_=person, request_ref="A")
    night.account("111", "nguyen thi an", is_=person, request_ref="B", status="dormant")
    night.account("999", "tran van cuong")
    first, second = night.publish_accounts()
    assert (first["beneficiary_codes"], first["status"], first["personal_id"]) == (["A", "B"], "dormant", person)
    assert (second["beneficiary_codes"], second["personal_id"]) == ([], None)


def test_holder_who_is_linked_to_two_people_is_linked_to_nobody(night: Any, an: Any) -> None:
    night.account("111", "nguyen thi an", is_=an(night))
    night.account("111", "nguyen thi an", is_=night.person(2, "nguyen thi an"))
    assert [account["personal_id"] for account in night.publish_accounts()] == [None]


def test_reason_that_the_policy_leaves_out_does_not_hold(night: Any) -> None:
    night.policy = replace(night.policy, hold=tuple(r for r in night.policy.hold if r != "moved_out"))
    night.entry("A", "le thi hoa", is_=night.person(1, "le thi hoa", status="moved_out"))
    assert night.publish()["A"]["pay_channel"] == "postal_cash"


def test_entry_without_a_judgement_stops_the_night(night: Any, an: Any) -> None:
    an(night)
    night.links.clear()
    with pytest.raises(ConservationError, match="1 roll entries have 0 judgements"):
        night.publish()


def test_account_without_a_judgement_stops_the_night(night: Any, an: Any) -> None:
    an(night)
    night.account("111", "nguyen thi an")
    night.holders.clear()
    with pytest.raises(ConservationError, match="1 account rows have 0 judgements"):
        night.publish()


def test_linked_person_who_is_not_in_the_register_stops_the_night(night: Any, an: Any) -> None:
    an(night)
    night.persons.clear()
    with pytest.raises(ConservationError, match="1 linked persons"):
        night.publish()


def test_order_of_rows_does_not_matter(night: Any) -> None:
    person = night.person(1, "le thi hoa")
    for code in "CAB":
        night.entry(code, "le thi hoa", is_=person, account_number="111", bank_bin="970436")
    night.account("111", "le thi hoa", is_=person)
    night.account("111", "le thi hoa", is_=person)
    first = night.publish()
    for rows in (night.entries, night.links, night.accounts, night.holders):
        rows.reverse()
    assert list(night.publish().items()) == list(first.items())
