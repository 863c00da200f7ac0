"""How a night finds candidates: in full, or by what an earlier night compared; and what it leaves for the next one."""

import datetime as dt
import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from doisoat.records import link
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    from doisoat.linkage.coded import Coded
    from doisoat.linkage.model import Model
    from doisoat.linkage.search import Search

REPEATING = ("birth_year", "birth_month", "birth_day", "sex", "district", "village", "given", "surname")


@dataclass(frozen=True)
class Night:
    """records.link.LINKED_NIGHT, as far as it is known before anything is looked up."""

    date: dt.date
    method: str
    population: str
    reason: str | None = None  # why the night is full
    since: dt.date | None = None
    full_on: dt.date | None = None
    persons_changed: int | None = None
    base: str | None = None  # basis of the night of `full_on`, if that is another one

    @property
    def basis(self) -> str:
        from doisoat.linkage.nights import basis_of

        return basis_of(self.method, self.population)

    @property
    def part(self) -> str:
        """Of the tables that hold the register: so named that none is taken for another's."""
        return _part(self.base, self.basis)


@contextmanager
def open_search(
    lake: Lake, date: dt.date, population: Path, model: "Model", *, full: bool
) -> Generator[tuple["Search", Night]]:
    """The search of a night, and what the night goes by. `full`: somebody asked for a full one."""
    from doisoat.linkage.nights import file_digest, method_digest
    from doisoat.linkage.register import Register
    from doisoat.linkage.search import WholeSearch

    night = Night(date, method_digest(model), file_digest(population))
    night = replace(night, reason="forced") if full else _by_former(lake, night)
    if night.reason is None:
        remembered, night = _remember(lake, night, population, model.largest_block)
        if remembered is not None:
            _log(f"incremental night: since {night.since}, {night.persons_changed} persons of the register changed")
            yield remembered, night
            _keep_register(lake, night, remembered)
            return
    _log(f"full night: {night.reason}")
    night = replace(night, full_on=date, since=None)
    with Register(population) as register:
        search = WholeSearch(register, model.largest_block)
        yield search, night
        _keep_register(lake, night, search)


def keep_compared(lake: Lake, night: Night, search: "Search") -> None:
    """Leave to the next night what this one compared. The row of link/night comes last: without it nothing counts."""
    from doisoat.linkage.memory import compared

    lake.write(link.COMPARED, night.date, compared(search.notes, night.basis))
    row = {
        "kind": "full" if night.reason else "incremental",
        **{name: getattr(night, name) for name in ("reason", "since", "full_on", "method", "population", "basis")},
        "persons": search.size,
        "persons_changed": night.persons_changed,
        "records_by_id": search.notes.by_id,
        "records_in_blocks": search.notes.in_blocks,
    }
    lake.write(link.LINKED_NIGHT, night.date, pa.Table.from_pylist([row], schema=link.LINKED_NIGHT.schema))
    _forget_compared(lake, night.date)


def _forget_compared(lake: Lake, date: dt.date) -> None:
    """Leave what `date` compared, for the night after it, and the night before, for `date` once more; of the register
    what these two go by."""
    former = lake.former(link.LINKED_NIGHT, date)
    if former is None:
        return
    (row,) = lake.read(link.LINKED_NIGHT, former).to_pylist()
    needed = {link.COMPARED: former, link.CHANGED_PERSON: former, **dict.fromkeys(link.CODED, row["full_on"])}
    for table, oldest in needed.items():
        for older in (day for day in lake.dates(table) if day < oldest):
            lake.remove(table, older)


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


def _remember(lake: Lake, night: Night, population: Path, largest: int) -> "tuple[Search | None, Night]":
    """The search by what the earlier night left, unless that is not there any more."""
    from doisoat.linkage.changes import catch_up
    from doisoat.linkage.memory import Memory
    from doisoat.linkage.nights import load_nights
    from doisoat.linkage.remembered import RememberedSearch

    since = night.since or night.date
    (former,) = lake.read(link.LINKED_NIGHT, since).to_pylist()
    base, register = _read_register(lake, since, former)
    if register is None or not lake.parts(link.COMPARED, since):
        return None, replace(night, reason="nothing_kept")
    kept = lake.read(link.COMPARED, since)
    if not len(kept) or kept["basis"][0].as_py() != former["basis"]:
        return None, replace(night, reason="nothing_kept")
    changes = catch_up(*register, None if former["population"] == night.population else population)
    night = replace(night, base=base, persons_changed=len(changes.persons))
    if len(changes.persons) > load_nights().largest_change * int(changes.people.present.sum()):
        return None, replace(night, reason="many_changes")
    return RememberedSearch(changes, Memory(kept), largest), night


def _keep_register(lake: Lake, night: Night, search: "Search") -> None:
    """Leave to the next nights the register, or what changed in it since the last full one: so written that it is read
    in a third of the time that Lake.write's takes."""
    import pyarrow.parquet as pq

    with lake.scratch() as folder:
        for table, rows in search.left().items():
            repeating = [name for name in table.names if name in REPEATING]
            pq.write_table(rows, folder / "part.parquet", compression="lz4", use_dictionary=repeating)
            lake.put(table, night.date, folder / "part.parquet", night.part)


def _read_register(lake: Lake, date: dt.date, night: dict[str, Any]) -> "tuple[str, tuple[Coded, pa.Table] | None]":
    """The basis of the last full night up to `night`, a row of link/night; the register as it left it, and what had
    changed in it since. None for these where some of that is not there any more."""
    from doisoat.linkage.coded import Coded

    full_on, since_full = night["full_on"], link.CHANGED_PERSON.schema.empty_table()
    if not lake.parts(link.LINKED_NIGHT, full_on):
        return "", None
    (full,) = lake.read(link.LINKED_NIGHT, full_on).to_pylist()
    base, part = full["basis"], _part(full["basis"], night["basis"])
    if any(base not in lake.parts(table, full_on) for table in link.CODED):
        return base, None
    if night["kind"] != "full":
        if part not in lake.parts(link.CHANGED_PERSON, date):
            return base, None
        since_full = lake.read(link.CHANGED_PERSON, date, part)
    return base, (Coded(*(lake.read(table, full_on, base) for table in link.CODED)), since_full)


def _part(base: str | None, basis: str) -> str:
    return f"{base}-{basis}" if base else basis


def _log(line: str) -> None:
    logging.getLogger(__name__).info(line)
