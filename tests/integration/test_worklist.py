"""The life of a task over nights, on the real PostgreSQL: in any order, again, with other content."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from published import FRIDAY, SATURDAY, SUNDAY, ask, beneficiary, night, show, task

pytestmark = pytest.mark.stack
MONDAY = dt.date(2024, 1, 15)
LIFE = """
select created_on, due_on, state, outcome, outcome_on, reopened
from reconciled.worklist order by worklist_id"""
DUE = dt.date(2024, 1, 26)  # ten working days after that Friday
Entry = dict[str, Any]


def do(url: str, date: dt.date, *tasks: Entry, entry: Entry | None = None) -> dict[str, int]:
    """Publish a night with these tasks of entry A, which has no account where `entry` does not say otherwise."""
    given = beneficiary("A", **{"account_status": "none", "pay_channel": "postal_cash", **(entry or {})})
    return show(url, date, night(date, given, tasks=tasks))


def test_task_is_created_with_a_date_that_stays(url: str) -> None:
    do(url, FRIDAY, task("1"))
    do(url, SATURDAY, task("1", due_days=3))
    assert ask(url, LIFE) == [(FRIDAY, DUE, "open", None, None, 0)]


@pytest.mark.parametrize(
    ("entry", "state", "outcome"),
    [
        pytest.param({"account_status": "verified"}, "done", "account_usable", id="account verified"),
        pytest.param({"account_status": "representative"}, "done", "account_usable", id="mandate"),
        pytest.param({"account_status": "mismatch"}, "withdrawn", "other_task", id="another trouble"),
        pytest.param({"person_status": "deceased"}, "withdrawn", "deceased", id="died"),
        pytest.param({"person_status": "moved_out"}, "withdrawn", "moved_out", id="moved"),
        pytest.param({"hold_reason": "duplicate", "pay_channel": "hold"}, "withdrawn", "duplicate", id="surplus"),
    ],
)
def test_task_closes_itself_with_the_outcome(url: str, entry: Entry, state: str, outcome: str) -> None:
    do(url, FRIDAY, task("1"))
    do(url, SATURDAY, entry=entry)
    assert ask(url, LIFE) == [(FRIDAY, DUE, state, outcome, SATURDAY, 0)]


def test_task_of_an_entry_that_left_is_withdrawn(url: str) -> None:
    do(url, FRIDAY, task("1"))
    show(url, SATURDAY, night(SATURDAY, beneficiary("B")))
    assert ask(url, LIFE) == [(FRIDAY, DUE, "withdrawn", "left_roll", SATURDAY, 0)]


def test_task_of_another_office_is_done_when_its_cause_is_gone(url: str) -> None:
    do(url, FRIDAY, task("1", reason="id_damaged", action="correct_roll", actor="labour"))
    do(url, SATURDAY)
    assert ask(url, LIFE) == [(FRIDAY, DUE, "done", "cause_gone", SATURDAY, 0)]


def test_what_the_ward_reported_ends_a_task_while_it_holds(url: str) -> None:
    do(url, FRIDAY, task("1"))
    do(url, SATURDAY, task("1", state="done", outcome="account_reported"))
    assert ask(url, LIFE) == [(FRIDAY, DUE, "done", "account_reported", SATURDAY, 0)]
    do(url, SUNDAY, task("1"))
    assert ask(url, LIFE) == [(FRIDAY, DUE, "open", None, None, 0)]


def test_cause_that_flickers_leaves_task_and_date_as_they_were(url: str) -> None:
    do(url, FRIDAY, task("1"))
    do(url, SATURDAY, entry={"account_status": "verified"})
    do(url, SUNDAY, task("1"))
    assert ask(url, LIFE) == [(FRIDAY, DUE, "open", None, None, 0)]


def test_cause_that_comes_back_after_a_week_is_a_task_with_a_new_date(url: str) -> None:
    do(url, FRIDAY, task("1"))
    do(url, SATURDAY, entry={"account_status": "verified"})
    back = SATURDAY + dt.timedelta(days=7)
    do(url, back, task("1"))
    assert ask(url, LIFE) == [(back, dt.date(2024, 2, 2), "open", None, None, 1)]


@pytest.mark.parametrize("order", list(permutations(range(4)))[::5], ids=str)
def test_order_of_publication_does_not_matter(url: str, order: tuple[int, ...]) -> None:
    verified = {"account_status": "verified"}
    nights: list[tuple[dt.date, list[Entry], Entry]] = [
        (FRIDAY, [task("1"), task("2")], {}),
        (SATURDAY, [task("1", state="done", outcome="declined"), task("3")], {}),
        (SUNDAY, [task("2"), task("3")], verified),
        (MONDAY, [task("3", ward_code="00004")], verified),
    ]
    for place in order:
        date, tasks, entry = nights[place]
        do(url, date, *tasks, entry=entry)
    assert [life[:1] + life[2:] for life in ask(url, LIFE)] == [
        (FRIDAY, "done", "account_usable", SUNDAY, 0),
        (FRIDAY, "done", "account_usable", MONDAY, 0),
        (SATURDAY, "open", None, None, 0),
    ]
    assert ask(url, "select count(*) from reconciled.worklist_history") == [(6,)]


def test_night_published_twice_changes_nothing(url: str) -> None:
    do(url, FRIDAY, task("1"), task("2"))
    again = do(url, FRIDAY, task("1"), task("2"))
    assert {again[name] for name in ("worklist", "worklist_history", "fieldwork", "account_claim")} == {0}


def test_night_published_again_without_the_task_forgets_it(url: str) -> None:
    do(url, FRIDAY, task("1"))
    do(url, FRIDAY)
    assert ask(url, LIFE) == []
