"""Candidate pairs with their levels, scores and probabilities."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import Candidates
from doisoat.linkage.extract import THREADS
from doisoat.linkage.model import Floats, Model
from doisoat.linkage.pairs import pair_batch
from doisoat.linkage.posterior import posterior
from doisoat.linkage.register import Register
from doisoat.linkage.score import LEVELS, compare, weigh
from doisoat.names.compare import NameDifference

# Pairs that were compared: sorted by record, then person, which is a personal identification number. `bearers`: how
# many persons bear the person's toneless name. `namesake` is that name where it counts and is not the record's.
PAIRS = pa.schema(
    [("record", pa.int64()), ("person", pa.int64()), *((level, pa.int8()) for level in LEVELS)]
    + [("bearers", pa.int64()), ("namesake", pa.string())]
)


NO_PERSON = -1
BATCH = 250_000  # pairs that are compared at once: 150 MB


@dataclass(frozen=True)
class Scored:
    """Pairs sorted by record, then person; every array and column has one entry per pair."""

    record: NDArray[np.int64]
    person: NDArray[np.int64]  # personal identification number
    levels: pa.Table  # what `score` returns
    probability: Floats  # before calibration

    def take(self, positions: NDArray[np.int64]) -> "Scored":
        """Some of the pairs, by record whatever the order of `positions`, probabilities as they are."""
        positions = positions[np.argsort(self.record[positions], kind="stable")]
        levels = self.levels.take(pa.array(positions))
        return Scored(self.record[positions], self.person[positions], levels, self.probability[positions])

    def ranked(self, probability: Floats) -> NDArray[np.int64]:
        """Positions by record, the most probable pair of each first. Most records have one candidate."""
        order, follows = np.arange(len(self.record)), self.record[1:] == self.record[:-1]
        rivals = np.flatnonzero(np.r_[follows, False] | np.r_[False, follows]) if len(order) else order
        order[rivals] = rivals[np.lexsort((-probability[rivals], self.record[rivals]))]
        return order

    def best(self, probability: Floats) -> tuple[NDArray[np.int64], Floats]:
        """Per record its most probable pair (a position), and the probability of the runner-up, 0 if there is none."""
        order, record = self.ranked(probability), self.record
        first = np.flatnonzero(np.r_[True, record[1:] != record[:-1]]) if len(record) else np.zeros(0, np.int64)
        second = np.minimum(first + 1, len(record) - 1)
        competes = (second > first) & (record[second] == record[first])
        return order[first], np.where(competes, probability[order[second]], 0.0)


def compare_candidates(register: Register, records: pa.Table, candidates: Candidates) -> pa.Table:
    """PAIRS of `candidates`: rows of the register, and records (Register.values) whose column `record` they name."""
    rows, person = _numbered(candidates.person)
    persons = register.persons(rows)
    numbers = persons["id"].to_numpy()
    by_number, rank = np.argsort(numbers), np.zeros(len(numbers), dtype=np.int64)
    rank[by_number] = np.arange(len(numbers))
    pair = np.sort(candidates.record << 32 | rank[person])
    parts = [pair[start : start + BATCH] for start in range(0, len(pair), BATCH)]

    def compared(part: NDArray[np.int64]) -> pa.Table:
        return _compared(register, records, persons, part >> 32, by_number[part & 0xFFFFFFFF])

    with ThreadPoolExecutor(THREADS) as threads:  # NumPy, Arrow and RapidFuzz do not hold Python's lock
        return pa.concat_tables([*threads.map(compared, parts), PAIRS.empty_table()]).combine_chunks()


def _compared(
    register: Register, records: pa.Table, persons: pa.Table, record: NDArray[np.int64], person: NDArray[np.int64]
) -> pa.Table:
    """PAIRS of the records of these numbers and the rows `person` of `persons`."""
    position = np.searchsorted(records["record"].to_numpy(), record)
    batch = pair_batch(records, persons, position, person, size=register.size)
    compared = compare(batch, syllables=register.syllables)
    of_person = persons.select(["id", "persons"]).take(pa.array(person))
    levels = [compared[level] for level in LEVELS]
    columns = [pa.array(record), of_person["id"], *levels, of_person["persons"], _namesakes(batch, compared)]
    return pa.table(columns, schema=PAIRS)


def _numbered(rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The distinct `rows` of the register, sorted, and for each of `rows` its place among them."""
    seen = np.zeros(int(rows.max(initial=-1)) + 1, dtype=np.bool_)
    seen[rows] = True
    return np.flatnonzero(seen), np.cumsum(seen)[rows] - 1


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


def personal_ids(persons: NDArray[np.int64]) -> pa.Array:
    """Personal identification numbers as text, null where there is nobody."""
    numbers = pa.array(persons, pa.int64(), mask=persons == NO_PERSON)
    return pc.utf8_lpad(numbers.cast(pa.string()), 12, "0")


def _namesakes(batch: pa.RecordBatch, compared: pa.RecordBatch) -> pa.Array:
    """The person's toneless name where how common it is counts, and the record's name is another: of whole names that
    are equal only another spelling can be without tones."""
    spelt = np.flatnonzero(compared["name_level"].to_numpy() == NameDifference.SPELLING)
    left, right = (batch[f"folded_{side}"].take(pa.array(spelt)).cast(pa.string()) for side in ("left", "right"))
    other = np.flatnonzero(pc.not_equal(left, right))
    places = np.full(len(compared["name_level"]), -1)
    places[spelt[other]] = other
    return right.take(pa.array(places, mask=places < 0))
