"""Calibration: from the probability that the model computes to the share that was right, on records of known truth."""

import numpy as np
from numpy.typing import NDArray

from doisoat.linkage.model import Floats

STEP = 0.5
EDGES = np.arange(-21, 21, STEP)
LOWEST = -30.0
ENOUGH = 40  # records in a bin
Knots = list[list[float]]


def isotonic_knots(probability: Floats, right: NDArray[np.bool_]) -> Knots:
    """Rising knots (log odds computed, log odds found): pool adjacent violators over bins of log odds.

    Each bin counts one link more than it has, half of it false, so that no probability becomes certain.
    Below the lowest bin, where no candidates are kept to learn from, the odds go on in parallel.
    """
    odds = np.log(np.clip(probability, 1e-9, 1)) - np.log(np.clip(1 - probability, 1e-9, 1))
    blocks = [(float(odds[part].mean()), float(right[part].sum()), float(len(part))) for part in _bins(odds)]
    pooled: list[tuple[float, float, float]] = []
    for block in blocks:
        pooled.append(block)
        while len(pooled) > 1 and _share(pooled[-2]) >= _share(pooled[-1]):
            pooled[-2:] = [_merge(*pooled[-2:])]
    knots = [[round(b[0], 3), round(float(np.log(_share(b) / (1 - _share(b)))), 3)] for b in pooled]
    return [[LOWEST, round(knots[0][1] + LOWEST - knots[0][0], 3)], *knots]


def ceiling_knots(right: int, false: int) -> Knots:
    """The probabilities as they are, up to the share that was right, counted as if one more had been false."""
    highest = round(float(np.log((right + 1) / (false + 1))), 3)
    return [[-highest, -highest], [highest, highest]]


def _bins(odds: Floats) -> list[NDArray[np.int64]]:
    """Positions by bins of log odds, each joined with the next until it holds enough."""
    bins: list[NDArray[np.int64]] = []
    waiting = np.zeros(0, dtype=np.int64)
    for low in EDGES:
        waiting = np.concatenate([waiting, np.flatnonzero((odds >= low) & (odds < low + STEP))])
        if len(waiting) >= ENOUGH:
            bins.append(waiting)
            waiting = np.zeros(0, dtype=np.int64)
    return [*bins, waiting] if len(waiting) else bins


def _share(block: tuple[float, float, float]) -> float:
    return (block[1] + 0.5) / (block[2] + 1)


def _merge(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    count = a[2] + b[2]
    return (a[0] * a[2] + b[0] * b[2]) / count, a[1] + b[1], count
