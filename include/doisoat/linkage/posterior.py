"""From scores of pairs to the probability of each candidate, among its competitors and nobody in the register."""

import numpy as np
from numpy.typing import NDArray

from doisoat.linkage.model import Floats


def posterior(record: NDArray[np.int64], score: Floats, coverage: float, size: int) -> Floats:
    """P(candidate is the record's person), per pair; `record` sorted, `size` persons in the register.

    Each person is as likely beforehand, coverage / size; with 1 - coverage the person is not in the register.
    """
    if not len(record):
        return np.zeros(0)
    weight = score + np.log(coverage / size)
    start = np.flatnonzero(np.r_[True, record[1:] != record[:-1]])
    group = np.repeat(np.arange(len(start)), np.diff(np.r_[start, len(record)]))
    nobody = np.log1p(-coverage)
    highest = np.maximum(np.maximum.reduceat(weight, start), nobody)
    parts = np.exp(weight - highest[group])
    total = np.add.reduceat(parts, start) + np.exp(nobody - highest)
    probability: Floats = parts / total[group]
    return probability
