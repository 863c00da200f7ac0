"""From scores of pairs to the probability of each candidate, among its competitors and nobody in the register."""

import numpy as np
from numpy.typing import NDArray

from doisoat.linkage.model import Floats

PRIOR_RECORDS = 500
ROUNDS = 30


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


def estimate_coverage(
    record: NDArray[np.int64], score: Floats, *, identified: int, records: int, size: int, prior: float
) -> float:
    """The share of `records` whose person is in the register, from the night itself: by expectation maximisation.

    `record` (sorted) and `score` are the candidate pairs of those that no verified identifier settled; the
    `identified` ones are in the register. A record without a likely candidate speaks for a person who is not.
    `prior` counts as PRIOR_RECORDS records, so that a handful of records decides nothing.
    """
    start = np.flatnonzero(np.r_[True, record[1:] != record[:-1]]) if len(record) else np.zeros(0, np.int64)
    likely = np.logaddexp.reduceat(score, start) - np.log(max(size, 1)) if len(start) else np.zeros(0)
    coverage = prior
    for _ in range(ROUNDS):
        odds = likely + np.log(coverage) - np.log1p(-coverage)
        found = identified + float((1 / (1 + np.exp(-odds))).sum())
        coverage = (found + prior * PRIOR_RECORDS) / (records + PRIOR_RECORDS)
    return coverage
