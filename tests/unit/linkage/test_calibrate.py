import numpy as np

from doisoat.linkage.calibrate import ceiling_knots, isotonic_knots


def sure(odds: float) -> float:
    return float(1 / (1 + np.exp(-odds)))


def test_what_was_right_half_the_time_becomes_a_half() -> None:
    probability = np.concatenate([np.full(1000, 0.9), np.full(1000, 0.999)])
    right = np.arange(2000) % 2 == 0
    right[1000:] = True
    _, (_, low), (_, high) = isotonic_knots(probability, right)
    assert abs(sure(low) - 0.5) < 0.01
    assert 0.999 < sure(high) < 1


def test_knots_rise_whatever_the_outcomes() -> None:
    lot = np.random.default_rng(1)
    knots = isotonic_knots(lot.random(5000), lot.random(5000) < 0.5)
    assert knots == sorted(knots)
    assert all(a[1] < b[1] for a, b in zip(knots, knots[1:], strict=False))


def test_honest_probabilities_stay_as_they_are() -> None:
    lot = np.random.default_rng(2)
    probability = lot.random(100_000)
    knots = np.array(isotonic_knots(probability, lot.random(100_000) < probability))
    middle = np.abs(knots[:, 0]) < 3  # bins with thousands of records
    assert np.abs(knots[middle, 0] - knots[middle, 1]).max() < 0.4


def test_the_ceiling_counts_one_false_link_more_than_was_seen() -> None:
    assert ceiling_knots(right=999, false=0)[1][1] == round(float(np.log(1000)), 3)


def test_an_unlikely_candidate_stays_unlikely() -> None:
    """Otherwise every runner-up would come close, and no link would be clear."""
    knots = np.array(isotonic_knots(np.full(1000, 0.9), np.arange(1000) % 10 > 0))
    assert sure(float(np.interp(-12, knots[:, 0], knots[:, 1]))) < 1e-4
