"""What changed in the register since the night before, as far as linkage reads it.

Rows are compared by their 64-bit digests beside the person's number: that a changed row has the digest of the former
one happens once in 2^64 changes.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.extract import Extract, sql
from doisoat.linkage.register import Register, Rows

Digests = NDArray[np.uint64]
_ODD = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Changes:
    """Those who changed, came or left, as they were (`former`) and as they are (`tonight`)."""

    former: Register
    tonight: Register

    @cached_property
    def persons(self) -> Rows:
        """The personal identification numbers of all of them, sorted."""
        persons: Rows = np.unique(np.concatenate([side.held["id"].to_numpy() for side in (self.former, self.tonight)]))
        return persons

    def concern(self, persons: Rows) -> NDArray[np.bool_]:
        """Which of these persons changed."""
        changed: NDArray[np.bool_] = np.isin(persons, self.persons)
        return changed

    def new_syllables(self) -> list[str]:
        """Syllables that came into use in the register or went out of use."""
        now = self.tonight.whole.syllables
        came, went = (each.of_held().syllables for each in (self.tonight, self.former))
        before = {word: now.get(word, 0) - came.get(word, 0) + went.get(word, 0) for word in came.keys() | went.keys()}
        return [word for word, persons in before.items() if (persons > 0) != (now.get(word, 0) > 0)]


def changes_since(former: Extract, register: Register, *, as_read: str) -> Changes | None:
    """Between two nights' registers. None if the former one is no longer `as_read`: its digest (`register_digest`)."""
    with former.connect() as database:
        before = database.sql(sql("person_digest.sql")).fetchnumpy()
        if _digest(before["person"], before["digest"]) != as_read:
            return None
        gone, came = _differing((before["person"], before["digest"]), _of_everybody(register))
        database.register("wanted", pa.table({"place": gone}))
        rows = database.sql(sql("people_at.sql")).to_arrow_table()
    return Changes(Register.read(Extract(rows)), register.only(came))


def nothing_changed(register: Register) -> Changes:
    nobody = register.only(np.zeros(0, np.int64))
    return Changes(nobody, nobody)


def register_digest(register: Register) -> str:
    """Of all that linkage reads of everybody, in whatever order: 16 hexadecimal digits."""
    return _digest(*_of_everybody(register))


def _of_everybody(register: Register) -> tuple[Rows, Digests]:
    return register.held["id"].to_numpy(), register.held["digest"].to_numpy()


def _digest(persons: Rows, digests: Digests) -> str:
    mixed = (persons.astype(np.uint64) ^ digests) * _ODD
    return f"{int(((mixed ^ (mixed >> np.uint64(32))) * _ODD).sum()):016x}"


def _differing(former: tuple[Rows, Digests], tonight: tuple[Rows, Digests]) -> tuple[Rows, Rows]:
    """The rows of either side that the other does not have."""
    order, order_now = (np.argsort(persons, kind="stable") for persons, _ in (former, tonight))
    person, digest = (column[order] for column in former)
    now, digest_now = (column[order_now] for column in tonight)
    place = np.searchsorted(now, person)
    known = place < len(now)
    known[known] = now[place[known]] == person[known]
    same = np.flatnonzero(known)
    same = same[digest_now[place[same]] == digest[same]]
    return _others(order, same), _others(order_now, place[same])


def _others(order: Rows, places: Rows) -> Rows:
    """What `order` names, sorted, but for those at `places`."""
    left = np.ones(len(order), np.bool_)
    left[places] = False
    rows: Rows = np.sort(order[left])
    return rows
