"""Candidate pairs with their levels, scores and probabilities."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.blocking import Candidates
from doisoat.linkage.model import Floats, Model
from doisoat.linkage.pairs import pair_batch
from doisoat.linkage.posterior import posterior
from doisoat.linkage.register import Register
from doisoat.linkage.score import score


@dataclass(frozen=True)
class Scored:
    """Pairs sorted by record; every array and column has one entry per pair."""

    record: NDArray[np.int64]
    personal_id: pa.ChunkedArray
    levels: pa.Table  # what `score` returned
    probability: Floats  # before calibration

    def take(self, positions: NDArray[np.int64]) -> "Scored":
        """Some of the pairs, by record whatever the order of `positions`, probabilities as they are."""
        positions = positions[np.argsort(self.record[positions], kind="stable")]
        rows = pa.array(positions)
        probability = self.probability[positions]
        return Scored(self.record[positions], self.personal_id.take(rows), self.levels.take(rows), probability)

    def best(self, probability: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Per record its most probable pair (a position), and the probability of the runner-up, 0 if there is none."""
        order = np.lexsort((-probability, self.record))
        record = self.record[order]
        first = np.flatnonzero(np.r_[True, record[1:] != record[:-1]]) if len(record) else np.zeros(0, np.int64)
        second = np.minimum(first + 1, len(record) - 1)
        competes = (second > first) & (record[second] == record[first])
        return order[first], np.where(competes, probability[order[second]], 0.0)


def score_candidates(register: Register, coded: pa.Table, candidates: Candidates, model: Model) -> Scored:
    """Score `candidates`: rows of the register against the records in `coded`, whose column `record` they name."""
    rows, person = np.unique(candidates.person, return_inverse=True)
    persons = register.persons(rows)
    position = np.searchsorted(coded["record"].to_numpy(), candidates.record)
    batch = pair_batch(coded, persons, position, person, size=register.size)
    levels = score(batch, model, syllables=register.syllables)
    probability = posterior(candidates.record, levels["score"].to_numpy(), model.coverage, max(register.size, 1))
    return Scored(
        candidates.record, persons["personal_id"].take(pa.array(person)), pa.Table.from_batches([levels]), probability
    )
