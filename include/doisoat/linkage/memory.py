"""What a night compared, kept so that the next one compares only what is new.

An entry says of the content of a record, as far as linkage reads it, which persons it was compared with and how they
differ: those with its number, or all that blocking gave. Whether this feed or the other sent it, or something in it was
lent, is nothing to the comparison.
"""

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat import paths
from doisoat.linkage.blocking import RULES, Blocks
from doisoat.linkage.search import Note, Notes, content_of
from doisoat.records.link import COMPARED, CONTENT, LEVEL_LISTS

_DIGEST = (paths.SQL / "lake" / "link" / "digest.sql").read_text(encoding="utf-8")
_LISTS = {**{f"{name}_levels": f"{name}_level" for name in LEVEL_LISTS}, "namesakes": "namesake"}


class Memory:
    """Entries of a former night (records.link.COMPARED)."""

    def __init__(self, compared: pa.Table) -> None:
        self._searched = compared["searched"].to_numpy()
        self._content = compared.select(list(CONTENT))
        self._digests = _digests(self._content)
        persons = compared["persons"].combine_chunks()
        self._start = _offsets(persons)
        values = {"person": persons.flatten()}
        values |= {column: compared[name].combine_chunks().flatten() for name, column in _LISTS.items()}
        self._pairs = pa.table(values)
        self._blocks = {side: compared[side].combine_chunks() for side in ("blocks", "refined_blocks")}

    def find(self, records: pa.Table, *, searched: bool) -> NDArray[np.int64]:
        """Per record its entry, -1 if there is none; of two contents with one digest the second is not found."""
        content, entries = content_of(records), np.flatnonzero(self._searched == searched)
        place = pc.index_in(_digests(content), self._digests.take(pa.array(entries)))
        rows = np.flatnonzero(pc.is_valid(place).to_numpy(zero_copy_only=False))
        found = entries[place.drop_null().to_numpy()]
        same = _equal(content.take(pa.array(rows)), self._content.take(pa.array(found)))
        entry = np.full(len(records), -1, dtype=np.int64)
        entry[rows[same]] = found[same]
        return entry

    def pairs(self, rows: NDArray[np.int64], entries: NDArray[np.int64]) -> pa.Table:
        """PAIRS without `bearers`, of the records at `rows` whose entries these are."""
        start, count = self._start[entries], self._start[entries + 1] - self._start[entries]
        ends = np.cumsum(count)
        taken = np.repeat(start - (ends - count), count) + np.arange(count.sum())
        return self._pairs.take(pa.array(taken)).add_column(0, "record", pa.array(np.repeat(rows, count), pa.int64()))

    def blocks(self, entries: NDArray[np.int64]) -> Blocks:
        """What the blocks of the records whose entries these are held."""
        sides = (self._blocks[side].take(pa.array(entries)).flatten() for side in ("blocks", "refined_blocks"))
        return Blocks(*(side.to_numpy(zero_copy_only=False).reshape(-1, len(RULES)).copy() for side in sides))


def _digests(content: pa.Table) -> pa.Array:
    """A number per row, equal where the rows are; the engine's own, and kept nowhere."""
    with duckdb.connect(":memory:") as database:
        database.register("content", content)
        digests = database.sql(_DIGEST.format(columns=", ".join(CONTENT))).to_arrow_table()
    return digests["digest"].combine_chunks()


def _equal(left: pa.Table, right: pa.Table) -> NDArray[np.bool_]:
    """Row by row, whether all columns are equal, or nothing on both sides."""
    equal = np.ones(len(left), dtype=np.bool_)
    for a, b in zip(left.columns, right.columns, strict=True):
        nothing = pc.and_(pc.is_null(a), pc.is_null(b))
        equal &= pc.coalesce(pc.equal(a, b), nothing).to_numpy()
    return equal


def compared(notes: Notes, basis: str) -> pa.Table:
    """records.link.COMPARED: all that a night noted; `basis` says by which model, code and register."""
    entries = [_entries(note) for note in notes.taken if len(note.records)]
    table = pa.concat_tables(entries) if entries else COMPARED.schema.empty_table().drop_columns(["basis"])
    return table.append_column("basis", pa.repeat(basis, len(table))).select(COMPARED.names).cast(COMPARED.schema)


def _entries(note: Note) -> pa.Table:
    size = len(note.records)
    offsets = pa.array(np.searchsorted(note.pairs["record"].to_numpy(), np.arange(size + 1)), pa.int32())
    lists = {"persons": "person", **_LISTS}
    columns = {name: _listed(offsets, note.pairs[column]) for name, column in lists.items()}
    sides = (note.blocks.persons, note.blocks.refined) if note.blocks else (None, None)
    blocks = dict(zip(("blocks", "refined_blocks"), (_sizes(side, size) for side in sides), strict=True))
    content = content_of(note.records)
    return pa.table({
        "searched": pa.repeat(note.blocks is not None, size),
        **{name: content[name] for name in CONTENT},
        **columns,
        **blocks,
    })


def _listed(offsets: pa.Array, values: pa.ChunkedArray) -> pa.Array:
    return pa.ListArray.from_arrays(offsets, values.combine_chunks())


def _sizes(sizes: NDArray[np.int32] | None, records: int) -> pa.Array:
    """Nothing for records that no block was looked up for."""
    width = 0 if sizes is None else len(RULES)
    values: Sequence[int] | NDArray[np.int32] = [] if sizes is None else sizes.ravel()
    return pa.ListArray.from_arrays(pa.array(np.arange(records + 1) * width, pa.int32()), pa.array(values, pa.int32()))


def _offsets(lists: pa.ListArray) -> NDArray[np.int64]:
    lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False)
    offsets: NDArray[np.int64] = np.r_[0, np.cumsum(lengths)].astype(np.int64)
    return offsets
