import datetime as dt
from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.reconcile.target import load_target, target_on
from doisoat.storage.reference import load_calendar, rows

FIRST = {"since": dt.date(2024, 1, 1), "share": 0.9, "date": dt.date(2024, 1, 15)}
LATER = {"since": dt.date(2024, 2, 1), "share": 1.0, "date": dt.date(2024, 3, 1)}
GOOD: dict[str, Any] = {"targets": [LATER, FIRST], "forecast": {"nights": 20}}


@pytest.mark.parametrize(
    ("date", "share"),
    [(dt.date(2023, 12, 31), None), (dt.date(2024, 1, 31), 0.9), (dt.date(2024, 2, 1), 1.0)],
    ids=["before the first", "the first", "the later"],
)
def test_target_is_the_newest_that_holds(date: dt.date, share: float | None) -> None:
    target = target_on(date, GOOD)
    assert (target.share if target else None) == share


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"targets": [{**FIRST, "share": 1.1}]}, id="more than all"),
        pytest.param({"targets": [{**FIRST, "date": "Tết"}]}, id="no date"),
        pytest.param({"targets": [{"share": 1}]}, id="no since"),
        pytest.param({"forecast": {"nights": 2}}, id="too few nights"),
    ],
)
def test_target_that_cannot_be_used_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"target\.yaml"):
        target_on(dt.date(2024, 1, 12), {**GOOD, **wrong})


def test_target_of_january_2024() -> None:
    target = load_target(dt.date(2024, 1, 12))
    assert target is not None
    assert (target.share, target.date) == (1.0, dt.date(2024, 1, 15))


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        pytest.param(dt.date(2024, 1, 12), dt.date(2024, 1, 15), 1, id="over a weekend"),
        pytest.param(dt.date(2024, 2, 7), dt.date(2024, 2, 15), 1, id="over Tết"),
        pytest.param(dt.date(2024, 5, 3), dt.date(2024, 5, 5), 1, id="a Saturday worked"),
        pytest.param(dt.date(2024, 1, 15), dt.date(2024, 1, 15), 0, id="the day itself"),
        pytest.param(dt.date(2024, 1, 16), dt.date(2024, 1, 15), 0, id="too late"),
    ],
)
def test_working_days(after: dt.date, until: dt.date, days: int) -> None:
    assert load_calendar().working_days(after, until) == days


def test_holidays_are_weekdays_and_days_worked_instead_are_not() -> None:
    wrong = [
        row["date"]
        for row in rows("holidays")
        if (dt.date.fromisoformat(row["date"]).weekday() < 5) != (row["kind"] == "holiday")
    ]
    assert wrong == []
