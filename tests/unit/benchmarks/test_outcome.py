import numpy as np
from benchmarks.linkage.outcome import SUMMARY, Outcome, summary


def outcome(seed: int, *, misses: int) -> Outcome:
    """Of 1,000 links, the surest of which are wrong."""
    right, score = np.arange(1000)[::-1] >= misses, np.linspace(0.5, 1.0, 1000)
    accepted = score > 0.9
    where = (200_000, seed, 1, "beneficiaries", "doisoat", np.ones(1000, dtype=np.bool_))
    return Outcome(*where, right, score, accepted, ~accepted, score, seconds=float(seed), cpu=2.0, peak=10**8)


def test_medians_stand_with_the_lowest_and_the_highest_and_false_links_are_added_up() -> None:
    (row,) = summary([outcome(1, misses=0), outcome(2, misses=5), outcome(3, misses=2)])
    told = dict(zip(SUMMARY, row, strict=True))
    assert told["seeds"] == "3"
    assert told["1 - best F1"] == "0.200 % (0.000 to 0.500)"
    assert told["false"] == "7"
    assert told["review"] == "80.000 %"
    assert told["seconds"] == "2.0"
