"""Decisions of people in the real PostgreSQL: only ever appended to, taken back by a further row."""

from collections.abc import Generator
from typing import Any

import psycopg
import pytest

from doisoat.errors import DecisionRefused
from doisoat.records.link import DECISION
from doisoat.review.decisions import Case, Shown, decide, history, withdraw
from doisoat.review.standing import read_standing, standing
from doisoat.storage.warehouse import Connection, connect

pytestmark = pytest.mark.stack

ENTRY = Case("001145000101", beneficiary_code="BT-1")
HOLDER = Case("001145000101", bank_bin="970436", account_number="0011")
SHOWN = Shown("e1", model_version="person-v1", match_probability=0.7, blind=True)


@pytest.fixture
def connection(url: str) -> Generator[Connection]:
    with connect(url) as opened:
        yield opened


def say(connection: Connection, verdict: str, *, case: Case = ENTRY, by: str = "lan", shown: Shown = SHOWN) -> int:
    reason = {"same": "documents_seen", "different": "namesake", "cannot_tell": "data_too_poor"}[verdict]
    return decide(connection, case, verdict, reason=reason, by=by, shown=shown, note="gọi cho tổ trưởng")


def take_back(connection: Connection, decision: int, *, by: str = "lan") -> int:
    return withdraw(connection, decision, reason="decided_by_mistake", by=by)


def stands(connection: Connection) -> list[tuple[Any, ...]]:
    return [(row["decision_id"], row["verdict"], row["contested"]) for row in standing(connection).to_pylist()]


def test_decision_says_who_when_what_and_on_which_evidence(connection: Connection, url: str) -> None:
    number = say(connection, "same", case=HOLDER)
    connection.commit()
    table = read_standing(url)
    assert table.schema == DECISION.schema
    (row,) = table.to_pylist()
    assert row.pop("decided_at").endswith("Z")
    assert row == {
        "decision_id": number,
        "decided_by": "lan",
        "subject": "account",
        "beneficiary_code": None,
        "bank_bin": "970436",
        "account_number": "0011",
        "personal_id": "001145000101",
        "verdict": "same",
        "reason": "documents_seen",
        "evidence_digest": "e1",
        "contested": False,
    }


def test_withdrawing_leaves_both_rows_and_nothing_standing(connection: Connection) -> None:
    number = say(connection, "same")
    taken_back = take_back(connection, number, by="hoa")
    assert stands(connection) == []
    told = [(row["decision_id"], row["decided_by"], row["withdraws"]) for row in history(connection, ENTRY)]
    assert told == [(number, "lan", None), (taken_back, "hoa", number)]


def test_withdrawing_the_newest_brings_back_what_stood_before(connection: Connection) -> None:
    first = say(connection, "different", by="lan")
    second = say(connection, "cannot_tell", by="hoa")
    assert stands(connection) == [(second, "cannot_tell", False)]
    take_back(connection, second)
    assert stands(connection) == [(first, "different", False)]


def test_own_second_thought_replaces_the_first(connection: Connection) -> None:
    say(connection, "different")
    second = say(connection, "same")
    assert stands(connection) == [(second, "same", False)]


def test_two_people_who_contradict_each_other_contest_the_case_until_one_is_withdrawn(connection: Connection) -> None:
    first = say(connection, "different", by="lan")
    second = say(connection, "same", by="hoa")
    assert stands(connection) == [(second, "same", True)]
    take_back(connection, first, by="hoa")
    assert stands(connection) == [(second, "same", False)]


def test_opposite_decision_on_other_evidence_contests_nothing(connection: Connection) -> None:
    say(connection, "different", by="lan")
    second = say(connection, "same", by="hoa", shown=Shown("e2"))
    assert stands(connection) == [(second, "same", False)]


def test_who_cannot_tell_contradicts_nobody(connection: Connection) -> None:
    say(connection, "cannot_tell", by="lan")
    second = say(connection, "same", by="hoa")
    assert stands(connection) == [(second, "same", False)]


def test_cases_do_not_mix(connection: Connection) -> None:
    others = [HOLDER, Case("001145000102", beneficiary_code="BT-1"), Case("001145000101", beneficiary_code="BT-2")]
    numbers = [say(connection, "same"), *(say(connection, "different", case=case, by="hoa") for case in others)]
    assert [number for number, _, contested in stands(connection) if not contested] == numbers


@pytest.mark.parametrize("way", ["update review.decision set verdict = 'same'", "delete from review.decision"])
def test_what_was_decided_can_neither_be_changed_nor_removed(connection: Connection, way: Any) -> None:
    say(connection, "different")
    with pytest.raises(psycopg.errors.RestrictViolation, match="only ever appended to"):
        connection.execute(way)


def test_decisions_cannot_be_emptied(connection: Connection) -> None:
    say(connection, "different")
    with pytest.raises(psycopg.errors.RestrictViolation):
        connection.execute("truncate review.decision")


def test_nobody_antedates_a_decision(connection: Connection) -> None:
    query = """insert into review.decision (decided_at, decided_by, subject, beneficiary_code, personal_id, verdict,
        reason, evidence_digest, blind) values ('2020-01-01', 'lan', 'beneficiary', 'BT-1', '001145000101', 'same',
        'documents_seen', 'e1', false) returning decided_at > now() - interval '1 hour'"""
    assert connection.execute(query).fetchone() == (True,)


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        pytest.param("probably", "documents_seen", id="no such verdict"),
        pytest.param("same", "namesake", id="reason of another verdict"),
        pytest.param("same", "Bà Lan nói vậy", id="free text"),
    ],
)
def test_decision_that_is_none_is_refused(connection: Connection, verdict: str, reason: str) -> None:
    with pytest.raises(DecisionRefused, match="one of"):
        decide(connection, ENTRY, verdict, reason=reason, by="lan", shown=SHOWN)


def test_withdrawing_what_is_not_there_or_was_withdrawn_is_refused(connection: Connection) -> None:
    with pytest.raises(DecisionRefused, match="no decision 999"):
        take_back(connection, 999)
    number = say(connection, "same")
    taken_back = take_back(connection, number)
    with pytest.raises(DecisionRefused, match="withdrawn already"):
        take_back(connection, number)
    with pytest.raises(DecisionRefused, match="no decision"):
        take_back(connection, taken_back)
    assert stands(connection) == []


def test_withdrawal_of_another_case_is_refused(connection: Connection) -> None:
    number = say(connection, "same")
    query = """insert into review.decision (decided_by, subject, beneficiary_code, personal_id, reason, evidence_digest,
        blind, withdraws) values ('lan', 'beneficiary', 'BT-2', '001145000101', 'overruled', 'e1', false, %s)"""
    with pytest.raises(psycopg.errors.CheckViolation, match="repeats the case"):
        connection.execute(query, [number])
