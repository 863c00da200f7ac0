import datetime as dt

import pytest

from doisoat.report import numbers


@pytest.mark.parametrize(("count", "written"), [(0, "0"), (999, "999"), (1234, "1.234"), (8496211, "8.496.211")])
def test_thousands_are_parted_by_dots(count: int, written: str) -> None:
    assert numbers.number(count) == written


@pytest.mark.parametrize(("count", "written"), [(0, "0"), (1, "< 5"), (4, "< 5"), (5, "5"), (1234, "1.234")])
def test_small_counts_of_people_are_not_told(count: int, written: str) -> None:
    assert numbers.people(count) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        pytest.param(931, 1000, "93,1 %", id="one decimal with a comma"),
        pytest.param(1000, 1000, "100,0 %", id="all"),
        pytest.param(0, 1000, "0,0 %", id="none"),
        pytest.param(3, 1000, "–", id="a share of few would tell the count"),
        pytest.param(997, 1000, "–", id="so would the share of the rest"),
        pytest.param(0, 0, "–", id="of nobody"),
    ],
)
def test_a_share_is_written_where_it_tells_no_small_count(part: int, whole: int, written: str) -> None:
    assert numbers.share(part, whole) == written


def test_dates_are_written_day_first() -> None:
    assert numbers.date(dt.date(2024, 1, 2)) == "02/01/2024"
