"""Everybody in the register as the codes that blocking joins on, in memory: whom a night looks up that looks only at
what changed. What a full night left, and who came or changed since."""

from collections.abc import Iterable, Sequence
from functools import cached_property, reduce

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.blocking import RULES
from doisoat.linkage.coded import Coded
from doisoat.linkage.neighbours import neighbours
from doisoat.linkage.register import Whole, whole_of
from doisoat.linkage.vocabulary import Vocabulary

Rows = NDArray[np.int64]
Codes = NDArray[np.integer]
NOTHING = -1  # what is not known
Flags = NDArray[np.bool_]
ALL = slice(None)
_CHUNK = 1 << 15  # persons at a time, so that what is worked out stays in the processor's cache
_LARGEST_SIEVE = 24  # bits
_HALF = np.uint64(32)
_ODD = np.uint64(0x9E3779B97F4A7C15)
_KEYS = {frozenset(rule.keys) for rule in RULES}
# Who stands in a block with a record agrees with it on one of these, whatever the rule asks for besides.
ANCHORS = sorted(tuple(sorted(keys)) for keys in _KEYS if not any(fewer < keys for fewer in _KEYS))


class People:
    """Persons are known by their row. Those who leave keep theirs, so that they can be told as they were. All come and
    leave before anything else is asked."""

    def __init__(self, coded: Coded) -> None:
        self.words = Vocabulary(coded.names, coded.villages)
        self._columns = _arrays(coded.persons)
        self.present = np.ones(len(coded.persons), np.bool_)  # who is in the register

    def leave(self, rows: Rows) -> None:
        self.present[rows] = False

    def join(self, coded: Coded) -> Rows:
        """Add persons; their rows."""
        columns, before = _arrays(coded.persons), len(self.present)
        names, villages = self.words.learn(coded.names, coded.villages)
        columns["name"] = names[columns["name"]]
        columns["village"] = np.r_[np.int32(NOTHING), villages][np.maximum(columns["village"], 0)]
        self._columns = {name: np.concatenate([self._columns[name], columns[name]]) for name in columns}
        self.present = np.r_[self.present, np.ones(len(coded.persons), np.bool_)]
        return np.arange(before, len(self.present))

    def column(self, name: str, rows: Rows | slice = ALL) -> Codes:
        """Of the persons at `rows` what a rule of blocking calls so; NOTHING where it is not known."""
        if name in ("folded", "given", "surname"):
            return self.words.part(name)[self._columns["name"][rows]]
        if name in ("birth", "swapped"):
            year, month, day = (self._columns[f"birth_{part}"][rows] for part in ("year", "month", "day"))
            known = (year != NOTHING) & (month != NOTHING) & (day != NOTHING)
            return np.where(known, year.astype(np.int32) * 10000 + month.astype(np.int32) * 100 + day, NOTHING)
        if name == "tail":
            return self._columns["personal_number"][rows] % 1_000_000
        return self._columns[name][rows]

    def whole(self) -> Whole:
        """What linkage takes from the register as a whole."""
        persons = self.bearers
        borne = np.flatnonzero(persons)
        return whole_of(self.words.folded_texts.take(pa.array(borne)), persons[borne])

    @cached_property
    def bearers(self) -> NDArray[np.int64]:
        """How many persons bear each toneless name, by its code."""
        folded = self.words.part("folded")
        gone = self._columns["name"][~self.present]
        spelled = np.bincount(self._columns["name"], minlength=len(folded)) - np.bincount(gone, minlength=len(folded))
        return np.bincount(folded, spelled, len(self.words.folded_texts)).astype(np.int64)

    def with_numbers(self, numbers: pa.ChunkedArray) -> Rows:
        """The rows of the persons who have one of these numbers, of 12 or 9 digits, and perhaps of a few others."""
        wanted = numbers.drop_null().cast(pa.int64()).to_numpy()
        return self._among([(("personal_number",), [wanted]), (("old_number",), [wanted])])

    def near_to(self, coded: pa.Table) -> Rows:
        """The rows of all persons who could stand in a block with one of these records (Register.encode), or have
        its number or one that a slip turns into it; and perhaps of a few others."""
        slips = neighbours(coded["id"].drop_null().to_numpy()).ravel()
        old = coded["old"].drop_null().to_numpy()
        asked = [(anchor, _known(coded, anchor)) for anchor in ANCHORS]
        return self._among([*asked, (("personal_number",), [slips]), (("old_number",), [old])])

    def _among(self, asked: Iterable[tuple[Sequence[str], Sequence[Codes]]]) -> Rows:
        """The rows of those who agree with some row of the values on all of the columns, for one of `asked`. Numbers
        that only seem to agree are let through: they join nothing afterwards."""
        sieves = [(columns, _Sieve(values)) for columns, values in asked]
        found = np.zeros(len(self.present), np.bool_)
        for start in range(0, len(found), _CHUNK):
            rows = slice(start, start + _CHUNK)
            columns = {name: self.column(name, rows).astype(np.uint64) for name in _names(sieves)}
            for names, sieve in sieves:
                found[rows] |= sieve.lets_through([columns[name] for name in names])
        return np.flatnonzero(found & self.present)


def digits(numbers: Codes, width: int) -> pa.Array:
    """Identity numbers as text."""
    return pc.utf8_lpad(pa.array(numbers, pa.int64()).cast(pa.string()), width, "0")


def _arrays(persons: pa.Table) -> dict[str, Codes]:
    return {name: _array(column) for name, column in zip(persons.column_names, persons.columns, strict=True)}


def _array(column: pa.ChunkedArray) -> Codes:
    array: Codes = (pc.fill_null(column, NOTHING) if column.null_count else column).to_numpy()
    return array


def _known(coded: pa.Table, columns: Sequence[str]) -> list[Codes]:
    """The rows of these columns in which all is known."""
    known = coded.select(list(columns)).drop_null()
    return [known[name].to_numpy() for name in columns]


class _Sieve:
    """Lets rows through that are equal to one of those it is made of, and one in some hundred others."""

    def __init__(self, columns: Sequence[Codes]) -> None:
        wanted = np.unique(_mixed([column.astype(np.uint64) for column in columns]))
        bits = min(8 + len(wanted).bit_length(), _LARGEST_SIEVE)
        self._shift = np.uint64(64 - bits)
        self._holes = np.zeros(1 << bits, np.bool_)
        self._holes[wanted >> self._shift] = True

    def lets_through(self, columns: Sequence[NDArray[np.uint64]]) -> Flags:
        through: Flags = self._holes[_mixed(columns) >> self._shift]
        return through


def _mixed(columns: Sequence[NDArray[np.uint64]]) -> NDArray[np.uint64]:
    """A number per row, equal where all columns are; the first bits are spread most evenly."""
    first, *others = columns
    return reduce(lambda mixed, column: (mixed ^ (mixed >> _HALF) ^ column) * _ODD, others, first * _ODD)


def _names(asked: Iterable[tuple[Sequence[str], object]]) -> set[str]:
    return {name for columns, _ in asked for name in columns}
