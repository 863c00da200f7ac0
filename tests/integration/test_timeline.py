"""What outlives a night, on the real PostgreSQL: nights in any order, again, with other content."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from published import FRIDAY, SATURDAY, SUNDAY, ask, beneficiary, finding, night, show

pytestmark = pytest.mark.stack
MONDAY = dt.date(2024, 1, 15)
LIFE = "select first_seen, last_seen, resolved_on, reopened from reconciled.discrepancy order by discrepancy_id"


def found(url: str, date: dt.date, *numbers: str, **values: Any) -> dict[str, int]:
    return show(url, date, night(date, beneficiary("A"), findings=tuple(finding(n, **values) for n in numbers)))


def test_finding_lives_resolves_and_comes_back(url: str) -> None:
    found(url, FRIDAY, "1")
    assert ask(url, LIFE) == [(FRIDAY, FRIDAY, None, 0)]
    found(url, SATURDAY, "1")
    assert ask(url, LIFE) == [(FRIDAY, SATURDAY, None, 0)]
    found(url, SUNDAY)
    assert ask(url, LIFE) == [(FRIDAY, SATURDAY, SUNDAY, 0)]
    found(url, MONDAY, "1")
    assert ask(url, LIFE) == [(FRIDAY, MONDAY, None, 1)]


@pytest.mark.parametrize("order", permutations(range(3)), ids=str)
def test_order_of_publication_does_not_matter(url: str, order: tuple[int, ...]) -> None:
    nights = [(FRIDAY, ["1", "2"]), (SATURDAY, ["2", "3"]), (SUNDAY, ["1", "2"])]
    for place in order:
        date, numbers = nights[place]
        found(url, date, *numbers)
    assert ask(url, LIFE) == [(FRIDAY, SUNDAY, None, 1), (FRIDAY, SUNDAY, None, 0), (SATURDAY, SATURDAY, SUNDAY, 0)]


def test_night_published_again_without_a_finding_takes_back_only_that_night(url: str) -> None:
    for date in (FRIDAY, SATURDAY, SUNDAY):
        found(url, date, "1")
    found(url, SATURDAY)
    assert ask(url, LIFE) == [(FRIDAY, SUNDAY, None, 1)]
    found(url, SATURDAY, "1")
    assert ask(url, LIFE) == [(FRIDAY, SUNDAY, None, 0)]


def test_finding_that_no_night_found_any_more_is_forgotten(url: str) -> None:
    found(url, FRIDAY, "1")
    found(url, FRIDAY)
    assert ask(url, LIFE) == []


def test_newest_night_says_what_a_finding_looks_like(url: str) -> None:
    found(url, SATURDAY, "1", severity="high")
    found(url, FRIDAY, "1", severity="low")
    assert ask(url, "select severity, first_seen from reconciled.discrepancy") == [("high", FRIDAY)]
    found(url, SUNDAY, "1", severity="medium", detail='{"differs": "letters"}')
    query = "select severity, detail ->> 'differs' from reconciled.discrepancy"
    assert ask(url, query) == [("medium", "letters")]


def test_same_night_again_touches_no_finding(url: str) -> None:
    found(url, FRIDAY, "1", "2")
    found(url, SATURDAY, "1")
    assert found(url, SATURDAY, "1")["discrepancy"] == 0
    assert found(url, FRIDAY, "1", "2")["discrepancy"] == 0


STATES = "select account_status, valid_from, valid_to from reconciled.beneficiary_history order by valid_from"
CHANGES = "select business_date, what, from_value, to_value, cause from reconciled.change order by 1, 2"


def state(url: str, date: dt.date, status: str | None, *, code_version: str = "0.1.0", **values: Any) -> dict[str, int]:
    """Publish entry A with this account status; None: it is not on the roll."""
    entries = [] if status is None else [beneficiary("A", account_status=status, **values)]
    return show(url, date, night(date, *entries), code_version=code_version)


def test_state_lasts_until_it_changes_and_an_entry_until_it_leaves(url: str) -> None:
    state(url, FRIDAY, "none")
    state(url, SATURDAY, "none")
    assert ask(url, STATES) == [("none", FRIDAY, None)]
    state(url, SUNDAY, "verified")
    state(url, MONDAY, None)
    assert ask(url, STATES) == [("none", FRIDAY, SUNDAY), ("verified", SUNDAY, MONDAY)]


@pytest.mark.parametrize("order", permutations(range(4)), ids=str)
def test_history_is_the_same_in_whatever_order_nights_are_published(url: str, order: tuple[int, ...]) -> None:
    nights = [(FRIDAY, "none"), (SATURDAY, "verified"), (SUNDAY, "verified"), (MONDAY, "none")]
    for place in order:
        state(url, *nights[place])
    assert ask(url, STATES) == [("none", FRIDAY, SATURDAY), ("verified", SATURDAY, MONDAY), ("none", MONDAY, None)]


@pytest.mark.parametrize(
    ("again", "states"),
    [
        pytest.param("none", [("none", FRIDAY, None)], id="joins both sides"),
        pytest.param(None, [("none", FRIDAY, SATURDAY), ("none", SUNDAY, None)], id="leaves a gap"),
        pytest.param(
            "inactive",
            [("none", FRIDAY, SATURDAY), ("inactive", SATURDAY, SUNDAY), ("none", SUNDAY, None)],
            id="takes its place",
        ),
    ],
)
def test_night_in_the_middle_published_anew_replaces_that_night_alone(
    url: str, again: str | None, states: list[tuple[str, dt.date, dt.date | None]]
) -> None:
    for date, status in ((FRIDAY, "none"), (SATURDAY, "verified"), (SUNDAY, "none")):
        state(url, date, status)
    state(url, SATURDAY, again, code_version="0.2.0")
    assert ask(url, STATES) == states


def test_same_night_again_touches_no_history(url: str) -> None:
    for date, status in ((FRIDAY, "none"), (SATURDAY, "verified")):
        state(url, date, status)
    assert state(url, SATURDAY, "verified")["beneficiary_history"] == 0
    assert state(url, FRIDAY, "none")["beneficiary_history"] == 0


def test_newest_history_is_what_is_published(url: str) -> None:
    state(url, FRIDAY, "none")
    state(url, SATURDAY, "verified", match_evidence=None, source_digest="a/b")
    columns = "beneficiary_code, account_status, match_evidence, source_digest, pay_channel, monthly_amount"
    now = ask(url, f"select {columns} from reconciled.beneficiary_history where valid_to is null")
    assert now == ask(url, f"select {columns} from reconciled.beneficiary") != []


def test_first_night_changes_nothing(url: str) -> None:
    state(url, FRIDAY, "none")
    assert ask(url, CHANGES) == []


def test_entry_that_comes_or_leaves_is_a_change(url: str) -> None:
    state(url, FRIDAY, None)
    state(url, SATURDAY, "none", programme_code="05c")
    state(url, SUNDAY, None)
    assert ask(url, CHANGES) == [
        (SATURDAY, "entry", None, "05c", "entry_new"),
        (SUNDAY, "entry", "05c", None, "entry_left"),
    ]


PERSON, OTHER = "001145000001", "001145000002"


@pytest.mark.parametrize(
    ("digests", "persons", "version", "cause"),
    [
        pytest.param(("a/p", "b/p"), (PERSON, PERSON), "0.1.0", "source_changed", id="roll or account"),
        pytest.param(("a/p", "a/q"), (PERSON, PERSON), "0.2.0", "source_changed", id="register, and the code"),
        pytest.param(("a/p", "a/q"), (PERSON, OTHER), "0.1.0", "source_changed", id="register, another person"),
        pytest.param(("a/p", "a/q"), (PERSON, OTHER), "0.2.0", "model_or_policy_changed", id="model, another person"),
        pytest.param(("a/p", "a/p"), (PERSON, PERSON), "0.2.0", "model_or_policy_changed", id="code alone"),
        pytest.param(("a/p", "a/p"), (PERSON, PERSON), "0.1.0", "related_source_changed", id="neither"),
        pytest.param(("a/p", "a/q/d"), (PERSON, OTHER), "0.2.0", "decided", id="a person, and the code"),
        pytest.param(("a/p/d", "a/p/e"), (PERSON, PERSON), "0.1.0", "decided", id="a person, about the account"),
        pytest.param(("a/p/d", "b/"), (PERSON, None), "0.1.0", "decided", id="a decision taken back, and the roll"),
        pytest.param(("a/p", "b/p/d"), (PERSON, PERSON), "0.1.0", "source_changed", id="the account, not who decided"),
    ],
)
def test_change_says_what_made_it(
    url: str, digests: tuple[str, str], persons: tuple[str, str | None], version: str, cause: str
) -> None:
    state(url, FRIDAY, "none", source_digest=digests[0], personal_id=persons[0])
    state(url, SATURDAY, "verified", source_digest=digests[1], personal_id=persons[1], code_version=version)
    changes = ask(url, CHANGES)
    assert changes[0] == (SATURDAY, "account_status", "none", "verified", cause)
    assert {row[1] for row in changes} == {"account_status", *(["personal_id"] if persons[0] != persons[1] else [])}


def test_what_the_roll_says_is_changed_by_no_decision(url: str) -> None:
    state(url, FRIDAY, "none", source_digest="a/p", personal_id=PERSON)
    state(url, SATURDAY, "none", source_digest="b//d", personal_id=None, village="Thôn 2")
    assert ask(url, "select what, cause from reconciled.change order by 1") == [
        ("personal_id", "decided"),
        ("village", "source_changed"),
    ]
