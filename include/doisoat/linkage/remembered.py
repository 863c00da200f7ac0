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

from doisoat.linkage.blocking import Blocks, count_blocks, find_in_blocks
from doisoat.linkage.candidates import PAIRS, compare_candidates, concat_pairs
from doisoat.linkage.changes import Changes
from doisoat.linkage.memory import Memory
from doisoat.linkage.register import Register, Rows
from doisoat.linkage.search import Notes, Progress, apart, pairs_by_id, search, show, together


class RememberedSearch:
    """In the night before, and in tonight's register for what is new."""

    def __init__(self, register: Register, changes: Changes, memory: Memory, largest_block: int) -> None:
        self.notes = Notes()
        self.register = register
        self._changes, self._memory, self._largest = changes, memory, largest_block
        words = changes.new_syllables()
        self._new_word = rf"(^| )({'|'.join(words)})( |$)" if words else None

    def identified(self, records: Sequence[pa.Table]) -> list[pa.Table]:
        entries = [self._find(each, searched=False) for each in records]
        found = [self._identified(each, e) for each, e in zip(records, entries, strict=True)]
        self.notes.by_id += sum(int((each < 0).sum()) for each in entries)
        return [self.notes.take(each, pairs) for each, pairs in zip(records, found, strict=True)]

    def searched(self, records: Sequence[pa.Table], progress: Progress) -> list[pa.Table]:
        pairs, blocks = self._searched(together(records), progress)
        parts = zip(records, apart(pairs, records), blocks.apart([len(each) for each in records]), strict=True)
        return [self.notes.take(*part) for part in parts]

    def _identified(self, records: pa.Table, entries: Rows) -> pa.Table:
        """Pairs with an equal number, looked up for records that are unknown or have the number of one who changed."""
        known = np.flatnonzero(entries >= 0)
        touched = pc.is_in(records["id_number"], self._new_numbers()).to_numpy().astype(np.bool_)
        rows = np.flatnonzero((entries < 0) | touched)
        found = _at(pairs_by_id(self.register, records.take(pa.array(rows))), rows)
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
        former, tonight = self._changes.former, self._changes.tonight
        show(former, records)
        coded = show(tonight, records)
        before, now = (count_blocks(each.database, len(records)) for each in (former, tonight))
        persons = blocks.persons - before.persons + now.persons
        large = persons > self._largest
        refined = np.where(large, blocks.refined - before.refined + now.refined, 0)
        crossed = large & ((refined > self._largest) != (blocks.refined > self._largest))
        upset = ((large != (blocks.persons > self._largest)) | crossed).any(axis=1)
        sizes = Blocks(persons, refined.astype(np.int32))
        candidates = find_in_blocks(tonight.database, sizes, self._largest)
        return compare_candidates(tonight, coded, candidates), sizes, upset

    def _look_up(self, records: pa.Table, progress: Progress) -> tuple[pa.Table, Blocks]:
        """All candidates of records that are new, or whose blocks are."""
        self.notes.in_blocks += len(records)
        if not len(records):
            return PAIRS.empty_table(), Blocks.none(0)
        return search(self.register, records, self._largest, progress)

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
        own = self.register.whole.bearers(pc.fill_null(records["name_folded"], "").combine_chunks())
        bearers = own[pairs["record"].to_numpy()]
        other = np.flatnonzero(pc.is_valid(pairs["namesake"]).to_numpy())
        bearers[other] = self.register.whole.bearers(pairs["namesake"].take(pa.array(other)).combine_chunks())
        return pairs.append_column("bearers", pa.array(bearers)).select(PAIRS.names)

    def _new_numbers(self) -> pa.Array:
        numbers = ((self._changes.tonight.held[name].drop_null(), width) for name, width in (("id", 12), ("old", 9)))
        texts = (pc.utf8_lpad(column.cast(pa.string()), width, "0") for column, width in numbers)
        return pa.chunked_array([chunk for column in texts for chunk in column.chunks], pa.string())


def _at(pairs: pa.Table, rows: Rows) -> pa.Table:
    """PAIRS of records that were taken from `rows`, as of the table that they were taken from."""
    return pairs.set_column(0, "record", pa.array(rows[pairs["record"].to_numpy()], pa.int64()))
