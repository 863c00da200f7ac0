"""Make a night again beside the lake, in a process that reads the configuration of then, and compare."""

import datetime as dt
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from doisoat.errors import ReplayFailed
from doisoat.records import core, link, mart
from doisoat.records.night import CONFIGURATION
from doisoat.records.table import Table
from doisoat.replay.configuration import write_configuration
from doisoat.settings import Settings
from doisoat.storage.lake import Lake

# What link and reconcile make of a night,
MADE = (
    *(link.BENEFICIARY_PERSON, link.ACCOUNT_PERSON),
    *(mart.BENEFICIARY, mart.ACCOUNT, mart.FIELDWORK, mart.FINDING, mart.ACCOUNT_CLAIM, mart.TASK, mart.COVERAGE),
)
# what they go by besides core: of the night itself, and of the nights before it.
TAKEN = (link.DECISION, mart.PAYMENT, mart.PAID_AFTER_DEATH)
REMEMBERED = (mart.TASK,)
_DIFFERING = "select count(*) from (select * from kept except all select * from made)"


@dataclass(frozen=True)
class Compared:
    """A table of the night as it is kept and as it was made again; `differing`: kept rows that were not made again."""

    table: Table
    kept: int
    made: int
    differing: int

    @property
    def same(self) -> bool:
        return (self.kept, self.differing) == (self.made, 0)


def replay(date: dt.date, settings: Settings) -> list[Compared]:
    """Make the night of a date again and compare it with what the lake keeps. Nothing of the lake is changed.

    ReplayFailed if the lake does not keep the night, or its code cannot be run on what it keeps.
    """
    lake = Lake.open(settings.lake, settings.scratch)
    if not lake.parts(CONFIGURATION, date):
        raise ReplayFailed(
            f"the lake keeps no configuration of the night of {date}: it was not run, or by an older version"
        )
    with lake.scratch() as folder:
        environ = write_configuration(lake.read(CONFIGURATION, date), folder)
        beside = replace(settings, lake=str(folder / "lake"))
        again = Lake.open(beside.lake, settings.scratch)
        _copy_read(lake, again, date)
        _rebuild(date, beside, environ)
        return list(_compare(lake, again, date))


def rebuild(date: dt.date, settings: Settings) -> None:
    """The steps between core and publication, in this process."""
    from doisoat import steps

    for step in (steps.link_people, steps.reconcile):
        step(date, settings)


def _copy_read(lake: Lake, again: Lake, date: dt.date) -> None:
    """What the night read: of each feed the newest state on or before it, what it took, what it remembered."""
    for table in (*core.TABLES.values(), core.PERSON_NAME):
        for day in [day for day in lake.dates(table) if day <= date][-1:]:
            _copy(lake, again, table, day)
    for table in TAKEN:
        _copy(lake, again, table, date)
    for table in REMEMBERED:
        for day in lake.dates(table):
            if day < date:
                _copy(lake, again, table, day)


def _copy(lake: Lake, again: Lake, table: Table, day: dt.date) -> None:
    for part in lake.parts(table, day):
        with lake.file(table, day, part) as path:
            _put(again, table, day, path, part)


def _put(again: Lake, table: Table, day: dt.date, path: Path, part: str) -> None:
    try:
        again.put(table, day, path, part)
    except ValueError:
        problem = f"{table.path} of {day} has other columns than this version of doisoat writes"
    else:
        return
    raise ReplayFailed(f"{problem}: check out the version that `reconciled.run` names")


def _rebuild(date: dt.date, settings: Settings, environ: dict[str, str]) -> None:
    places = {"LANDING": settings.landing, "LAKE": settings.lake, "SCRATCH": settings.scratch}
    environ |= {f"DOISOAT_{name}": place for name, place in places.items()} | {"WAREHOUSE_URL": settings.warehouse_url}
    command = [sys.executable, "-m", "doisoat.replay", "--rebuild", f"{date}"]
    done = subprocess.run(command, env={**os.environ, **environ}, check=False)
    if done.returncode != 0:
        raise ReplayFailed(f"the night of {date} could not be made again: see above")


def _compare(lake: Lake, again: Lake, date: dt.date) -> Iterator[Compared]:
    for table in MADE:
        for part in sorted({*lake.parts(table, date), *again.parts(table, date)}):
            kept, made = (_rows(one, table, date, part) for one in (lake, again))
            yield Compared(table, kept.num_rows, made.num_rows, _differing(kept, made))


def _rows(lake: Lake, table: Table, date: dt.date, part: str) -> pa.Table:
    return lake.read(table, date, part) if part in lake.parts(table, date) else table.schema.empty_table()


def _differing(kept: pa.Table, made: pa.Table) -> int:
    if kept.equals(made):
        return 0
    with duckdb.connect(":memory:") as connection:
        connection.register("kept", kept)
        connection.register("made", made.select(kept.column_names))
        counted = connection.execute(_DIFFERING).fetchone()
    return int(counted[0]) if counted else 0
