import datetime as dt
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

import pytest

from doisoat.report.edition import LANGUAGES, load_edition

VI, EN = map(load_edition, LANGUAGES)


@pytest.mark.parametrize(
    ("value", "decimals", "vietnamese", "english"),
    [
        (0, 0, "0", "0"),
        (999, 0, "999", "999"),
        (1234.5, 1, "1.234,5", "1,234.5"),
        (8496211, 0, "8.496.211", "8,496,211"),
    ],
)
def test_numbers_are_written_as_the_language_does(value: float, decimals: int, vietnamese: str, english: str) -> None:
    assert (VI.number(value, decimals), EN.number(value, decimals)) == (vietnamese, english)


@pytest.mark.parametrize(("count", "written"), [(0, "0"), (1, "< 5"), (4, "< 5"), (5, "5"), (1234, "1.234")])
def test_small_counts_of_people_are_not_told(count: int, written: str) -> None:
    assert VI.people(count) == written


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [
        pytest.param(931, 1000, "93,1 %", id="one decimal with a comma"),
        pytest.param(1000, 1000, "100,0 %", id="all"),
        pytest.param(0, 1000, "0,0 %", id="none"),
        pytest.param(3, 1000, "–", id="a share of few would tell the count"),
        pytest.param(997, 1000, "–", id="so would the share of the rest"),
        pytest.param(0, 0, "–", id="of nobody"),
        pytest.param(289_999, 290_000, "99,9 %", id="of so many it tells no count, and is not all"),
        pytest.param(2, 290_000, "0,1 %", id="and not nobody"),
    ],
)
def test_a_share_is_written_where_it_tells_no_small_count(part: int, whole: int, written: str) -> None:
    assert VI.share(part, whole) == written


def test_dates_are_written_day_first() -> None:
    day = dt.date(2024, 1, 2)
    assert (VI.date(day), EN.date(day)) == ("02/01/2024", "2 January 2024")


def test_a_target_has_a_decimal_only_if_it_needs_one() -> None:
    assert (VI.goal(1.0), VI.goal(0.955), EN.goal(0.9)) == ("100 %", "95,5 %", "90%")


def test_a_code_without_a_label_stands_for_itself() -> None:
    labels = {("pay_channel", "hold"): ("Tạm dừng chi", "On hold")}
    assert [VI.label(labels, "pay_channel", code) for code in ("hold", "x")] == ["Tạm dừng chi", "x"]
    assert EN.label(labels, "pay_channel", "hold") == "On hold"


def leaves(texts: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, set[str]]]:
    for key, value in texts.items():
        if isinstance(value, Mapping):
            yield from leaves(value, f"{path}{key}.")
        else:
            yield f"{path}{key}", {name for _, name, _, _ in Formatter().parse(value) if name}


def test_both_languages_have_the_same_texts_with_the_same_places_to_fill() -> None:
    vietnamese, english = dict(leaves(VI.texts)), dict(leaves(EN.texts))
    assert set(vietnamese) == set(english)
    assert vietnamese == english
