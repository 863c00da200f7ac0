"""Who a record could be, as the night before found it, and looked up again where record or register changed.

What a pair of record and person comes to depends on the two, and so stays as long as both do. Beyond them it depends on
three things of the whole register, each of which is followed exactly, so that the same is found as by looking up
everything again: how many persons bear the name (counted every night), which syllables are in use (records with one
that came or went are looked up again) and how many persons a block holds (counted on by those who changed; records
whose block grew too large, or no longer is, are looked up again).
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import Blocks, find_in_blocks, moved_blocks
from doisoat.linkage.candidates import PAIRS, compare_candidates, concat_pairs
from doisoat.linkage.changes import Changes
from doisoat.linkage.coded_register import CodedRegister
from doisoat.linkage.memory import Memory
from doisoat.linkage.people import NOTHING, digits
from doisoat.linkage.register import Register
from doisoat.linkage.search import Notes, Progress, apart, pairs_by_id, search, show, together
from doisoat.records.link import CHANGED_PERSON
from doisoat.records.table import Table

Rows = NDArray[np.int64]


class RememberedSearch:
    """In the night before, and among tonight's register for what is new."""

    def __init__(self, changes: Changes, memory: Memory, largest_block: int) -> None:
        self.notes = Notes()
        self._people, self._changes, self._memory = changes.people, changes, memory
        self._whole = self._people.whole()
        self._largest = largest_block
        words = changes.new_syllables(self._whole)
        self._new_word = rf"(^| )({'|'.join(words)})( |$)" if words else None

    @property
    def size(self) -> int:
        return self._whole.size

    def left(self) -> dict[Table, pa.Table]:
        return {CHANGED_PERSON: self._changes.since_full}

    def registered(self, personal_ids: pa.Array) -> Register:
        return self._register(self._people.with_numbers(personal_ids))

    def identified(self, records: Sequence[pa.Table]) -> list[pa.Table]:
        entries = [self._find(each, searched=False) for each in records]
        unknown = [each["id_number"].filter(pa.array(e < 0)) for each, e in zip(records, entries, strict=True)]
        numbers = pa.chunked_array([chunk for each in unknown for chunk in each.chunks], pa.string())
        numbered = np.union1d(self._changes.tonight, self._people.with_numbers(numbers))
        with self._register(numbered) as register:
            found = [self._identified(register, each, e) for each, e in zip(records, entries, strict=True)]
        self.notes.by_id += sum(len(each) for each in unknown)
        return [self.notes.take(each, pairs) for each, pairs in zip(records, found, strict=True)]

    def searched(self, records: Sequence[pa.Table], progress: Progress) -> list[pa.Table]:
        pairs, blocks = self._searched(together(records), progress)
        parts = zip(records, apart(pairs, records), blocks.apart([len(each) for each in records]), strict=True)
        return [self.notes.take(*part) for part in parts]

    def _identified(self, register: Register, records: pa.Table, entries: Rows) -> pa.Table:
        """Pairs with an equal number; `register` holds who changed and who has a number of the unknown records."""
        known = np.flatnonzero(entries >= 0)
        touched = pc.is_in(records["id_number"], self._new_numbers()).to_numpy().astype(np.bool_)
        rows = np.flatnonzero((entries < 0) | touched)
        found = _at(pairs_by_id(register, records.take(pa.array(rows))), rows)
        new = self._changes.concern(found["person"].to_numpy()) | (entries[found["record"].to_numpy()] < 0)
        return concat_pairs(self._remembered(records, known, entries[known]), found.filter(pa.array(new)))

    def _searched(self, records: pa.Table, progress: Progress) -> tuple[pa.Table, Blocks]:
        entries = self._find(records, searched=True)
        known = np.flatnonzero(entries >= 0)
        met, sizes, upset = self._meet_changed(records.take(pa.array(known)), self._memory.blocks(entries[known]))
        met = _at(met, known)
        kept = known[~upset]
        lost = np.setdiff1d(np.arange(len(records)), kept)
        blocks = Blocks.none(len(records))
        blocks.persons[kept], blocks.refined[kept] = sizes.persons[~upset], sizes.refined[~upset]
        found, new = self._look_up(records.take(pa.array(lost)), progress)
        blocks.persons[lost], blocks.refined[lost] = new.persons, new.refined
        met = met.filter(pa.array(np.isin(met["record"].to_numpy(), kept)))
        remembered = self._remembered(records, kept, entries[kept])
        return concat_pairs(remembered, met, _at(found, lost)), blocks

    def _meet_changed(self, records: pa.Table, blocks: Blocks) -> tuple[pa.Table, Blocks, NDArray[np.bool_]]:
        """Known records and the persons who changed: their PAIRS, the blocks as they are tonight, and the records
        for which a block became too large, or no longer is."""
        gone = len(self._changes.former)
        with self._register(np.r_[self._changes.former, self._changes.tonight]) as register:
            coded = show(register, records)
            moved = moved_blocks(register.database, len(records), gone)
            persons = blocks.persons + moved.persons
            large = persons > self._largest
            refined = np.where(large, blocks.refined + moved.refined, 0)
            crossed = large & ((refined > self._largest) != (blocks.refined > self._largest))
            upset = ((large != (blocks.persons > self._largest)) | crossed).any(axis=1)
            register.database.execute("DELETE FROM person WHERE person < $gone", {"gone": gone})
            tonight = Blocks(persons, refined.astype(np.int32))
            candidates = find_in_blocks(register.database, tonight, self._largest)
            return compare_candidates(register, coded, candidates), tonight, upset

    def _look_up(self, records: pa.Table, progress: Progress) -> tuple[pa.Table, Blocks]:
        """All candidates of records that are new, or whose blocks are."""
        self.notes.in_blocks += len(records)
        if not len(records):
            return PAIRS.empty_table(), Blocks.none(0)
        with self._around(records) as register:
            return search(register, records, self._largest, progress)

    def _around(self, records: pa.Table) -> Register:
        """A register that holds all who could stand in a block with one of the records."""
        with self._register(np.zeros(0, np.int64)) as nobody:
            coded = nobody.encode(records)
        return self._register(self._people.near_to(coded))

    def _register(self, rows: Rows) -> Register:
        return CodedRegister(self._people, rows, self._whole)

    def _find(self, records: pa.Table, *, searched: bool) -> Rows:
        """Per record its entry; -1 where it is to be looked up again."""
        entries = self._memory.find(records, searched=searched)
        if self._new_word is not None:
            new = pc.match_substring_regex(pc.fill_null(records["name_folded"], ""), self._new_word)
            entries[new.to_numpy().astype(np.bool_)] = -1
        return entries

    def _remembered(self, records: pa.Table, rows: Rows, entries: Rows) -> pa.Table:
        """The PAIRS of an earlier night with persons who did not change."""
        pairs = self._memory.pairs(rows, entries)
        pairs = pairs.filter(pa.array(~self._changes.concern(pairs["person"].to_numpy())))
        own = self._whole.bearers(pc.fill_null(records["name_folded"], "").combine_chunks())
        bearers = own[pairs["record"].to_numpy()]
        other = np.flatnonzero(pc.is_valid(pairs["namesake"]).to_numpy())
        bearers[other] = self._whole.bearers(pairs["namesake"].take(pa.array(other)).combine_chunks())
        return pairs.append_column("bearers", pa.array(bearers)).select(PAIRS.names)

    def _new_numbers(self) -> pa.Array:
        columns = (("personal_number", 12), ("old_number", 9))
        numbers = ((self._people.column(name, self._changes.tonight), width) for name, width in columns)
        return pa.concat_arrays([digits(column[column != NOTHING], width) for column, width in numbers])


def _at(pairs: pa.Table, rows: Rows) -> pa.Table:
    """PAIRS of records that were taken from `rows`, as of the table that they were taken from."""
    return pairs.set_column(0, "record", pa.array(rows[pairs["record"].to_numpy()], pa.int64()))
