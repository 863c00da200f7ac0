"""How a night finds candidates: in full, or by what an earlier night compared; and what it leaves for the next one."""

import datetime as dt
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from doisoat.records import core, link
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    from doisoat.linkage.changes import Changes
    from doisoat.linkage.model import Model
    from doisoat.linkage.register import Register
    from doisoat.linkage.search import Search


@dataclass(frozen=True)
class Night:
    """records.link.LINKED_NIGHT, as far as it is known before anything is looked up."""

    date: dt.date
    method: str
    register: str
    reason: str | None = None  # why the night is full
    since: dt.date | None = None
    full_on: dt.date | None = None
    persons_changed: int | None = None

    @property
    def basis(self) -> str:
        from doisoat.linkage.nights import basis_of

        return basis_of(self.method, self.register)


@contextmanager
def open_search(lake: Lake, date: dt.date, model: "Model", *, full: bool) -> Generator[tuple["Search", Night]]:
    """The search of a night, and what the night goes by. `full`: somebody asked for a full one."""
    from doisoat.linkage.changes import register_digest
    from doisoat.linkage.extract import open_extract
    from doisoat.linkage.nights import method_digest
    from doisoat.linkage.register import Register
    from doisoat.linkage.search import WholeSearch

    with open_extract(lake, date) as extract, Register.read(extract) as register:
        night = Night(date, method_digest(model), register_digest(register))
        night = replace(night, reason="forced") if full else _by_former(lake, night)
        if night.reason is None:
            remembered, night = _remember(lake, night, register, model.largest_block)
            if remembered is not None:
                _log(f"incremental night: since {night.since}, {night.persons_changed} persons of the register changed")
                yield remembered, night
                return
        _log(f"full night: {night.reason}")
        yield WholeSearch(register, model.largest_block), replace(night, full_on=date, since=None)


def keep_compared(lake: Lake, night: Night, search: "Search") -> None:
    """Leave to the next night what this one compared."""
    from doisoat.linkage.memory import compared

    lake.write(link.COMPARED, night.date, compared(search.notes, night.basis))


def keep_night(lake: Lake, night: Night, search: "Search") -> None:
    """Say how the night was linked: last of all, for without this nothing that it left counts."""
    import pyarrow as pa

    row = {
        "kind": "full" if night.reason else "incremental",
        **{name: getattr(night, name) for name in ("reason", "since", "full_on", "method", "register", "basis")},
        "persons": search.register.size,
        "persons_changed": night.persons_changed,
        "records_by_id": search.notes.by_id,
        "records_in_blocks": search.notes.in_blocks,
    }
    lake.write(link.LINKED_NIGHT, night.date, pa.Table.from_pylist([row], schema=link.LINKED_NIGHT.schema))
    _forget_compared(lake, night.date)


def _forget_compared(lake: Lake, date: dt.date) -> None:
    """Leave what `date` compared, for the night after it, and the night before, for `date` once more."""
    former = lake.former(link.LINKED_NIGHT, date)
    for older in [day for day in lake.dates(link.COMPARED) if former is not None and day < former]:
        lake.remove(link.COMPARED, older)


def how_linked(lake: Lake, date: dt.date) -> str | None:
    """`full: <reason>` or `incremental since <date>`; None for a night that an older version linked."""
    if not lake.parts(link.LINKED_NIGHT, date):
        return None
    (row,) = lake.read(link.LINKED_NIGHT, date).to_pylist()
    return f"full: {row['reason']}" if row["kind"] == "full" else f"incremental since {row['since']}"


def _by_former(lake: Lake, night: Night) -> Night:
    """The night with the earlier one that it can go by, or the reason why there is none."""
    from doisoat.linkage.nights import load_nights

    since = lake.former(link.LINKED_NIGHT, night.date)
    if since is None:
        return replace(night, reason="first")
    (former,) = lake.read(link.LINKED_NIGHT, since).to_pylist()
    night = replace(night, since=since, full_on=former["full_on"])
    if former["method"] != night.method:
        return replace(night, reason="other_method")
    if (night.date - former["full_on"]).days >= load_nights().full_after_days:
        return replace(night, reason="due")
    return night


def _remember(lake: Lake, night: Night, register: "Register", largest: int) -> "tuple[Search | None, Night]":
    """The search by what the earlier night left, unless that is not there any more."""
    from doisoat.linkage.memory import Memory
    from doisoat.linkage.nights import load_nights
    from doisoat.linkage.remembered import RememberedSearch

    since = night.since or night.date
    (former,) = lake.read(link.LINKED_NIGHT, since).to_pylist()
    kept = lake.read(link.COMPARED, since) if lake.parts(link.COMPARED, since) else link.COMPARED.schema.empty_table()
    changes = _changes(lake, night, former["register"], register)
    if changes is None or not len(kept) or kept["basis"][0].as_py() != former["basis"]:
        return None, replace(night, reason="nothing_kept")
    night = replace(night, persons_changed=len(changes.persons))
    if len(changes.persons) > load_nights().largest_change * register.size:
        return None, replace(night, reason="many_changes")
    return RememberedSearch(register, changes, Memory(kept), largest), night


def _changes(lake: Lake, night: Night, as_read: str, register: "Register") -> "Changes | None":
    """What changed since the night that `night` goes by; None if the register that it read is not there any more."""
    from doisoat.linkage.changes import changes_since, nothing_changed
    from doisoat.linkage.extract import open_extract

    since = night.since or night.date
    if as_read == night.register:
        return nothing_changed(register)
    if not lake.parts(core.POPULATION, since):
        return None
    with open_extract(lake, since) as extract:
        return changes_since(extract, register, as_read=as_read)


def _log(line: str) -> None:
    logging.getLogger(__name__).info(line)
