"""What outlives a night, on the real PostgreSQL: nights in any order, again, with other content."""

import datetime as dt
from itertools import permutations
from typing import Any

import pytest

from doisoat.publish.migrate import migrate
from published import FRIDAY, SATURDAY, SUNDAY, ask, beneficiary, finding, night, show

pytestmark = pytest.mark.stack
MONDAY = dt.date(2024, 1, 15)
LIFE = "select first_seen, last_seen, resolved_on, reopened from reconciled.discrepancy order by discrepancy_id"


@pytest.fixture
def url(warehouse_url: str) -> str:
    migrate(warehouse_url)
    return warehouse_url


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
