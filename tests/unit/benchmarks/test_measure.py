import numpy as np
import pytest
from benchmarks.linkage.measure import curve, expected_range, interval


def test_recall_at_a_precision_takes_as_many_links_as_keep_it() -> None:
    right = np.array([True] * 9 + [False] + [True] * 10)
    found = curve(np.arange(20, 0, -1, dtype=np.float64), right, findable=25)
    assert found.recall_at(1.0) == 9 / 25
    assert found.recall_at(0.95) == 19 / 25
    assert found.recall_at(0.999) == 9 / 25


def test_equal_scores_are_accepted_together_or_not_at_all() -> None:
    found = curve(np.array([2.0, 1.0, 1.0]), np.array([True, True, False]), findable=2)
    assert found.accepted.tolist() == [1, 3]
    assert found.recall_at(1.0) == 0.5


def test_a_record_without_a_candidate_is_no_link() -> None:
    found = curve(np.array([1.0, -np.inf]), np.array([True, False]), findable=2)
    assert found.best_f1() == pytest.approx(2 / 3)


def test_no_links_at_all_recall_nothing() -> None:
    found = curve(np.full(3, -np.inf), np.zeros(3, dtype=np.bool_), findable=3)
    assert (found.recall_at(0.9), found.best_f1()) == (0.0, 0.0)


def test_the_interval_holds_the_share_and_stays_between_0_and_1() -> None:
    low, high = interval(99, 100)
    assert 0.94 < low < 0.99 < high < 1
    assert interval(0, 0) == (0.0, 1.0)


def test_the_range_of_false_links_is_that_of_a_poisson_count() -> None:
    mean, low, high = expected_range(np.full(10_000, 0.999))
    assert mean == pytest.approx(10)
    assert (low, high) == (4, 17)
