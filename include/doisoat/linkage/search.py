"""Who a record could be: pairs of records and persons that were compared, found in the whole register.

What is found depends on the record and the register alone, so it is noted, and the next night looks again only at what
changed (remembered.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.linkage.blocking import Blocks, find_by_id, find_candidates
from doisoat.linkage.candidates import PAIRS, compare_candidates
from doisoat.linkage.neighbours import neighbours
from doisoat.linkage.register import Register
from doisoat.records.link import CONTENT

Progress = Callable[[str], None]
NUMBERED = pa.schema([("record", pa.int32()), ("id", pa.int64()), ("old", pa.int32())])


@dataclass(frozen=True)
class Note:
    """What `records` were compared with: `pairs` (candidates.PAIRS) by an equal number, or all that `blocks` hold."""

    records: pa.Table
    pairs: pa.Table
    blocks: Blocks | None


@dataclass
class Notes:
    """All that was compared in a night, and of how many records the candidates were looked up in the register: by
    number, and in blocks."""

    taken: list[Note] = field(default_factory=list)
    by_id: int = 0
    in_blocks: int = 0

    def take(self, records: pa.Table, pairs: pa.Table, blocks: Blocks | None = None) -> pa.Table:
        self.taken.append(Note(records, pairs, blocks))
        return pairs


class Search(Protocol):
    """Finds and compares candidates. Several tables of records at a time, so that the register is read once for all."""

    notes: Notes
    register: Register

    def identified(self, records: Sequence[pa.Table]) -> list[pa.Table]:
        """Per table the PAIRS with an equal number; `record` is the row."""
        ...

    def searched(self, records: Sequence[pa.Table], progress: Progress) -> list[pa.Table]:
        """Per table the PAIRS worth comparing; `record` is the row."""
        ...


class WholeSearch:
    """In the whole register, for every record."""

    def __init__(self, register: Register, largest_block: int) -> None:
        self.notes = Notes()
        self.register = register
        self._largest = largest_block

    def identified(self, records: Sequence[pa.Table]) -> list[pa.Table]:
        self.notes.by_id += sum(len(each) for each in records)
        pairs = pairs_by_id(self.register, together(records))
        return [self.notes.take(*of_each) for of_each in zip(records, apart(pairs, records), strict=True)]

    def searched(self, records: Sequence[pa.Table], progress: Progress) -> list[pa.Table]:
        self.notes.in_blocks += sum(len(each) for each in records)
        pairs, blocks = search(self.register, together(records), self._largest, progress)
        sizes = blocks.apart([len(each) for each in records])
        parts = zip(records, apart(pairs, records), sizes, strict=True)
        return [self.notes.take(*part) for part in parts]


def together(records: Sequence[pa.Table]) -> pa.Table:
    """The content of several tables of records, one after the other."""
    return pa.concat_tables([content_of(each) for each in records])


def content_of(records: pa.Table) -> pa.Table:
    """What linkage reads of each record."""
    absent = pa.nulls(len(records))
    columns = [records[name] if name in records.column_names else absent for name in CONTENT]
    return pa.table(columns, names=list(CONTENT)).cast(pa.schema(CONTENT.items()))


def apart(pairs: pa.Table, records: Sequence[pa.Table]) -> list[pa.Table]:
    """PAIRS of all records together as those of each table, where `record` is the row."""
    ends = np.cumsum([len(each) for each in records])
    starts = ends - [len(each) for each in records]
    record = pairs["record"].to_numpy()
    bounds = zip(starts, *(np.searchsorted(record, side) for side in (starts, ends)), strict=True)
    parts = ((start, pairs.slice(first, last - first)) for start, first, last in bounds)
    return [part.set_column(0, "record", pc.subtract(part["record"], int(start))) for start, part in parts]


def pairs_by_id(register: Register, records: pa.Table) -> pa.Table:
    """PAIRS with an equal number."""
    values = register.values(records)
    register.replace("record", values.select(["record", "id", "old"]).cast(NUMBERED))
    return compare_candidates(register, values, find_by_id(register.database))


def search(register: Register, records: pa.Table, largest: int, progress: Progress) -> tuple[pa.Table, Blocks]:
    """All PAIRS worth comparing, and what the blocks hold."""
    if not len(records):
        return PAIRS.empty_table(), Blocks.none(0)
    coded = show(register, records)
    candidates, blocks = find_candidates(register.database, len(records), largest, progress)
    progress(f"candidate pairs: {len(candidates.record)}")
    return compare_candidates(register, coded, candidates), blocks


def show(register: Register, records: pa.Table) -> pa.Table:
    """Records in the register's codes, also as the tables `record` and `neighbour` that blocking joins."""
    coded = register.encode(records)
    register.show_records(coded)
    register.replace("neighbour", _neighbours(coded))
    return coded


def _neighbours(coded: pa.Table) -> pa.Table:
    """Per record with a 12-digit number, the numbers that one slip turns it into."""
    known = coded.filter(pc.is_valid(coded["id"]))
    ids = neighbours(known["id"].to_numpy())
    return pa.table({"record": np.repeat(known["record"].to_numpy(), ids.shape[1]), "id": ids.ravel()})
