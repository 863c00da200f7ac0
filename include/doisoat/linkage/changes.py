"""What changed in the register since the night before, as far as linkage reads it.

Rows are compared by their 64-bit digests beside the person's number: that a changed row has the digest of the former
one happens once in 2^64 changes.
"""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.coded import COLUMNS, Coded, code, sql
from doisoat.linkage.people import People, Rows, digits
from doisoat.linkage.register import THREADS, Register, Whole
from doisoat.records.link import CHANGED_PERSON

MEMORY = "2GB"


@dataclass(frozen=True)
class Changes:
    """Rows of `people`: those who changed, came or left, as they were (`former`) and as they are (`tonight`); and
    what the next night needs to know of the register beside what the last full night left (CHANGED_PERSON)."""

    people: People
    former: Rows
    tonight: Rows
    since_full: pa.Table

    @cached_property
    def persons(self) -> NDArray[np.int64]:
        """The personal identification numbers of all of them, sorted."""
        numbers = self.people.column("personal_number", np.r_[self.former, self.tonight])
        persons: NDArray[np.int64] = np.unique(numbers)
        return persons

    def concern(self, persons: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these persons changed."""
        changed: NDArray[np.bool_] = np.isin(persons, self.persons)
        return changed

    def new_syllables(self, whole: Whole) -> list[str]:
        """Syllables that came into use in the register, of which tonight's `whole` is known, or went out of use."""
        texts = self.people.words.folded_texts
        names = (texts.take(pa.array(self.people.column("folded", rows))) for rows in (self.tonight, self.former))
        came, went = (_syllables(each) for each in names)
        borne = {word: whole.syllables.get(word, 0) for word in came.keys() | went.keys()}
        return [word for word, now in borne.items() if (now > 0) != (now - came[word] + went[word] > 0)]


def catch_up(coded: Coded, since_full: pa.Table, population: Path | None) -> Changes:
    """The register as the night left it that knew `coded` and what had changed `since_full` (CHANGED_PERSON), brought
    to what `population` says, a file of core/population; None: the same."""
    people = People(coded)
    people.leave(np.flatnonzero(np.isin(people.column("personal_number"), _numbers(since_full))))
    _join(people, since_full.filter(pc.invert(since_full["left"])).select(list(COLUMNS)))
    if population is None:
        nobody = np.zeros(0, np.int64)
        return Changes(people, nobody, nobody, since_full)
    former, arriving = _compare(people, population)
    people.leave(former)
    changes = Changes(people, former, _join(people, arriving), since_full)
    return replace(changes, since_full=_since_full(changes, arriving))


def _join(people: People, persons: pa.Table) -> Rows:
    """Add persons (COLUMNS) and return their rows."""
    if not len(persons):
        return np.zeros(0, np.int64)
    with Register(persons) as register:
        return people.join(code(register))


def _compare(people: People, population: Path) -> tuple[Rows, pa.Table]:
    """The rows of `people` that the file has otherwise or not at all, and the persons (COLUMNS) of the file whom
    `people` has otherwise or not at all."""
    with duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS}) as database:
        file = {"population": str(population)}
        tonight = database.execute(sql("people_tonight.sql"), file).fetchnumpy()
        former, places = _differing(people, tonight["person"], tonight["digest"])
        database.register("wanted", pa.table({"place": places}))
        return former, database.sql(sql("people_at.sql"), params=file).to_arrow_table()


def _differing(people: People, persons: Rows, digests: NDArray[np.uint64]) -> tuple[Rows, Rows]:
    """Rows of `people`, and places in `persons` and `digests`, that the other side does not have."""
    if (persons[1:] < persons[:-1]).any():
        order = np.argsort(persons, kind="stable")
        former, places = _differing(people, persons[order], digests[order])
        return former, np.sort(order[places])
    number = people.column("personal_number")
    place = np.searchsorted(persons, number)
    known = place < len(persons)
    place[~known] = 0
    same = people.present & known
    same[same] = (persons[place[same]] == number[same]) & (digests[place[same]] == people.column("digest")[same])
    other = np.ones(len(persons), np.bool_)
    other[place[same]] = False
    return np.flatnonzero(people.present & ~same), np.flatnonzero(other)


def _since_full(changes: Changes, arriving: pa.Table) -> pa.Table:
    """CHANGED_PERSON of the night."""
    earlier = changes.since_full.filter(pa.array(~changes.concern(_numbers(changes.since_full))))
    came = arriving.append_column("left", pa.repeat(pa.scalar(value=False), len(arriving)))
    former, tonight = (changes.people.column("personal_number", rows) for rows in (changes.former, changes.tonight))
    gone = np.setdiff1d(former, tonight)
    known = {"personal_id": digits(gone, 12), "left": pa.repeat(pa.scalar(value=True), len(gone))}
    left = pa.table({name: known.get(name, pa.nulls(len(gone))) for name in CHANGED_PERSON.names})
    parts = (part.select(CHANGED_PERSON.names).cast(CHANGED_PERSON.schema) for part in (earlier, came, left))
    return pa.concat_tables(parts)


def _numbers(persons: pa.Table) -> Rows:
    numbers: Rows = persons["personal_id"].cast(pa.int64()).to_numpy()
    return numbers


def _syllables(names: pa.Array) -> Counter[str]:
    return Counter(word for name in names.to_pylist() for word in name.split(" "))
