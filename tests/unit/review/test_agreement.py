"""Agreement of two people: shares, intervals, kappa."""

import pytest

from doisoat.review.agreement import Share, agreement


def counts(**pairs: int):
    return agreement([
        {"first": name.split("_then_")[0], "second": name.split("_then_")[1], "pairs": n} for name, n in pairs.items()
    ])


def test_shares_are_of_the_pairs_that_both_decided() -> None:
    found = counts(same_then_same=80, different_then_different=15, same_then_different=3, different_then_same=2)
    assert found.agreed.value == pytest.approx(0.95)
    assert found.precision.value == pytest.approx(80 / 83)
    assert found.recall.value == pytest.approx(80 / 82)


def test_who_could_not_tell_is_counted_apart() -> None:
    found = counts(same_then_same=5, cannot_tell_then_same=2, different_then_cannot_tell=1)
    assert (found.judged, found.undecided) == (5, 3)


def test_kappa_is_what_goes_beyond_chance() -> None:
    assert counts(
        same_then_same=40, different_then_different=40, same_then_different=10, different_then_same=10
    ).kappa == (pytest.approx(0.6))
    assert counts(same_then_same=10).kappa is None
    assert counts().kappa is None


def test_the_interval_is_wilson_s() -> None:
    low, high = Share(9, 10).interval or (0, 0)
    assert (low, high) == (pytest.approx(0.5958, abs=1e-4), pytest.approx(0.9821, abs=1e-4))
    assert Share(10, 10).interval == (pytest.approx(0.7225, abs=1e-4), pytest.approx(1.0))


def test_of_nothing_there_is_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval is None
