"""Candidate pairs with their levels, scores and probabilities."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import Candidates
from doisoat.linkage.model import Floats, Model
from doisoat.linkage.pairs import pair_batch
from doisoat.linkage.posterior import posterior
from doisoat.linkage.register import Register
from doisoat.linkage.score import LEVELS, compare, weigh
from doisoat.names.compare import WHOLE

# Pairs that were compared: sorted by record, then person, which is a personal identification number. `bearers`: how
# many persons bear the person's toneless name. `namesake` is that name where it counts and is not the record's.
PAIRS = pa.schema(
    [("record", pa.int64()), ("person", pa.int64()), *((level, pa.int8()) for level in LEVELS)]
    + [("bearers", pa.int64()), ("namesake", pa.string())]
)


@dataclass(frozen=True)
class Scored:
    """Pairs sorted by record, then person; every array and column has one entry per pair."""

    record: NDArray[np.int64]
    person: NDArray[np.int64]  # personal identification number
    levels: pa.Table  # what `score` returns
    probability: Floats  # before calibration

    def personal_ids(self, positions: NDArray[np.int64]) -> pa.Array:
        """Of the pairs at `positions` the person, as text."""
        return pc.utf8_lpad(pa.array(self.person[positions]).cast(pa.string()), 12, "0")

    def take(self, positions: NDArray[np.int64]) -> "Scored":
        """Some of the pairs, by record whatever the order of `positions`, probabilities as they are."""
        positions = positions[np.argsort(self.record[positions], kind="stable")]
        levels = self.levels.take(pa.array(positions))
        return Scored(self.record[positions], self.person[positions], levels, self.probability[positions])

    def best(self, probability: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Per record its most probable pair (a position), and the probability of the runner-up, 0 if there is none."""
        order = np.lexsort((-probability, self.record))
        record = self.record[order]
        first = np.flatnonzero(np.r_[True, record[1:] != record[:-1]]) if len(record) else np.zeros(0, np.int64)
        second = np.minimum(first + 1, len(record) - 1)
        competes = (second > first) & (record[second] == record[first])
        return order[first], np.where(competes, probability[order[second]], 0.0)


def compare_candidates(register: Register, coded: pa.Table, candidates: Candidates) -> pa.Table:
    """PAIRS of `candidates`: rows of the register and records of `coded`, whose column `record` they name."""
    rows, person = np.unique(candidates.person, return_inverse=True)
    persons = register.persons(rows)
    numbers = persons["id"].to_numpy()
    rank = np.argsort(np.argsort(numbers, kind="stable"), kind="stable")
    order = np.argsort(candidates.record << 32 | rank[person], kind="stable")
    record, person = candidates.record[order], person[order]
    position = np.searchsorted(coded["record"].to_numpy(), record)
    batch = pair_batch(coded, persons, position, person, size=register.size)
    compared = compare(batch, syllables=register.syllables)
    bearers, levels = persons["persons"].take(pa.array(person)), [compared[level] for level in LEVELS]
    columns = [pa.array(record), pa.array(numbers[person]), *levels, bearers, _namesakes(batch, compared)]
    return pa.table(columns, schema=PAIRS)


def weigh_pairs(pairs: pa.Table, model: Model, size: int) -> Scored:
    """PAIRS with their scores and, by the model's own coverage, their probabilities; `size` persons in the register."""
    share = pc.divide(pairs["bearers"].cast(pa.float64()), float(max(size, 1)))
    levels = pa.Table.from_batches([weigh(pairs.combine_chunks(), share, model)])
    record = pairs["record"].to_numpy()
    probability = posterior(record, levels["score"].to_numpy(), model.coverage, max(size, 1))
    return Scored(record, pairs["person"].to_numpy(), levels, probability)


def concat_pairs(*parts: pa.Table) -> pa.Table:
    """PAIRS of several, in their order. A personal identification number takes 40 bits."""
    pairs = pa.concat_tables([part for part in parts if len(part)] or parts).combine_chunks()
    order = np.argsort(pairs["record"].to_numpy() << 40 | pairs["person"].to_numpy(), kind="stable")
    return pairs.take(pa.array(order))


def _namesakes(batch: pa.RecordBatch, compared: pa.RecordBatch) -> pa.Array:
    """The person's toneless name where how common it is counts, and the record's name is another."""
    whole = pa.array(np.isin(compared["name_level"].to_numpy(), WHOLE))
    other = pc.and_(whole, pc.not_equal(batch["folded_left"], batch["folded_right"]))
    return pc.if_else(other, batch["folded_right"], None)
