"""What links are worth against the truth: recall at a wanted precision, best F1, calibration, with intervals."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Z = 1.96
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Curve:
    """Links accepted from the surest down, ties together: how many, and how many of them right.
    `findable` records have their person in the register."""

    accepted: NDArray[np.int64]
    right: NDArray[np.int64]
    findable: int

    @property
    def precision(self) -> Floats:
        return self.right / self.accepted

    @property
    def recall(self) -> Floats:
        return self.right / max(self.findable, 1)

    def recall_at(self, precision: float) -> float:
        """The highest recall at which at least this share of the links is right."""
        held = self.recall[self.precision >= precision]
        return float(held.max()) if len(held) else 0.0

    def best_f1(self) -> float:
        total = self.accepted + self.findable
        return float((2 * self.right / total).max()) if len(total) else 0.0


def curve(score: Floats, right: Flags, findable: int) -> Curve:
    """`score` minus infinity: no link."""
    some = np.flatnonzero(score > -np.inf)
    order = some[np.argsort(-score[some], kind="stable")]
    last = np.flatnonzero(np.r_[score[order][1:] != score[order][:-1], True]) if len(order) else order
    return Curve(last + 1, np.cumsum(right[order])[last], findable)


def interval(hits: float, trials: float) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    if not trials:
        return 0.0, 1.0
    share, z2 = hits / trials, Z**2 / trials
    middle = (share + z2 / 2) / (1 + z2)
    half = Z * math.sqrt(share * (1 - share) / trials + z2 / trials / 4) / (1 + z2)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def expected_range(probability: Floats) -> tuple[float, int, int]:
    """How many of links with these probabilities are false: the mean, and the 95 % range of the count, taking links
    as independent (a Poisson count, for each is rarely false)."""
    mean = float((1 - probability).sum())
    return mean, _quantile(mean, 0.025), _quantile(mean, 0.975)


def _quantile(mean: float, share: float) -> int:
    count, term = 0, math.exp(-mean)
    total = term
    while total < share and count < 10_000:
        count += 1
        term *= mean / count
        total += term
    return count
