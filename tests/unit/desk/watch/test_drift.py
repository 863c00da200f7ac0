"""A share that leaves the band of the nights before it is called strange."""

from typing import Any

import pytest

from doisoat.desk.watch.drift import Trend, drift


def nights(*in_review: int) -> list[dict[str, Any]]:
    """Newest last; a thousand entries each."""
    counts = [{"match_status": {"matched": 1000 - n, "review": n}} for n in in_review]
    return [{"counts": c} for c in reversed(counts)]


def review(*in_review: int) -> Trend:
    return next(t for t in drift(nights(*in_review)) if t.code == "review")


def test_a_jump_is_strange() -> None:
    assert review(10, 11, 10, 9, 10, 40).strange


def test_a_small_move_after_calm_nights_is_not() -> None:
    assert not review(10, 10, 10, 10, 10, 12).strange


def test_a_few_nights_say_nothing() -> None:
    assert not review(10, 10, 10, 90).strange


def test_the_change_is_that_since_the_night_before() -> None:
    assert review(10, 30).change == pytest.approx(0.02)
    assert review(10).change is None


def test_a_code_that_a_night_did_not_count_has_a_share_of_nothing() -> None:
    assert next(t for t in drift(nights(10, 20)) if t.code == "unmatched").shares == (0.0, 0.0)


def test_no_night_has_no_trend() -> None:
    assert drift([]) == []
