"""A night that links what changed, against the same night linked in full: seconds, memory, and the same rows."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import duckdb

from benchmarks.apart import Measured, measure
from benchmarks.linkage.zones import DATE, zone
from doisoat.records import core, link
from doisoat.records.table import Table
from doisoat.settings import Settings
from doisoat.steps.linking import link_people
from doisoat.storage.lake import Lake

NIGHTS = tuple(DATE + dt.timedelta(days=age) for age in (1, 2))
KEYS = {
    core.POPULATION: "personal_id",
    core.BENEFICIARIES: "beneficiary_code",
    core.ACCOUNTS: "bank_bin || account_number",
}
LINKS = (link.BENEFICIARY_PERSON, link.ACCOUNT_PERSON)
# Of 300 rows of each table one comes, one leaves and one has another day of birth: 1 % changed.
FIRST = """copy (
    from read_parquet('{source}', hive_partitioning = false) where hash({key}) % 300 <> 1
) to '{target}' (compression zstd)"""
NEXT = """copy (
    select * replace ({changed}) from read_parquet('{source}', hive_partitioning = false) where hash({key}) % 300 <> 3
) to '{target}' (compression zstd)"""
CHANGED = "case when hash({key}) % 300 = 2 then 1 + birth_day % 28 else birth_day end::smallint as birth_day"
DIGEST = ", case when hash({key}) % 300 = 2 then hash(digest) else digest end as digest"  # as if it were digested anew


def bench_increment(folder: Path, *, persons: int, say: Callable[[str], None]) -> None:
    """Link two nights in full, and the second one also by what the first one compared."""
    settings = _two_nights(zone(folder, persons=persons, seed=31, noise=1))
    say(f"{persons} persons           seconds  CPU seconds     memory")
    first = measure(link_people, NIGHTS[0], replace(settings, full_linkage=True))
    _tell(say, "first night, full", first)
    changed = measure(link_people, NIGHTS[1], settings)
    _tell(say, "next night, what changed", changed)
    found = _links(settings)
    full = measure(link_people, NIGHTS[1], replace(settings, full_linkage=True))
    _tell(say, "next night, in full", full)
    same = all(a.equals(b) for a, b in zip(found, _links(settings), strict=True))
    say(f"{changed.result['night']}; {'the same rows' if same else 'OTHER ROWS'}")
    times = (
        f"{full.cpu / changed.cpu:.1f} times the CPU seconds, {full.seconds / changed.seconds:.1f} times the seconds"
    )
    say(f"in full: {times}")


def _two_nights(made: Settings) -> Settings:
    """The zone's tables, at two dates of a lake beside it, between which 1 % of the rows of each change."""
    place = Path(made.lake).parent / "increment"
    shutil.rmtree(place, ignore_errors=True)
    settings = Settings(made.landing, str(place / "lake"), "", str(place / "scratch"))
    source, lake = Lake.open(made.lake, made.scratch), Lake.open(settings.lake, settings.scratch)
    for table, key in KEYS.items():
        changed = CHANGED + (DIGEST if table is core.POPULATION else "")
        with source.file(table, DATE) as rows:
            for night, sql in zip(NIGHTS, (FIRST, NEXT.replace("{changed}", changed)), strict=True):
                _copy(lake, table, night, sql, rows, key)
    with source.file(core.PERSON_NAME, DATE) as names:
        for night in NIGHTS:
            lake.put(core.PERSON_NAME, night, names)
    return settings


def _copy(lake: Lake, table: Table, night: dt.date, sql: str, rows: Path, key: str) -> None:
    with lake.scratch() as folder, duckdb.connect(config={"threads": 2}) as database:
        target = folder / "rows.parquet"
        database.execute(sql.format(source=rows, target=target, key=key))
        lake.put(table, night, target)


def _links(settings: Settings) -> list[object]:
    lake = Lake.open(settings.lake, settings.scratch)
    return [lake.read(table, NIGHTS[1]) for table in LINKS]


def _tell(say: Callable[[str], None], what: str, measured: Measured) -> None:
    say(f"{what:<26} {measured.seconds:>8.1f} {measured.cpu:>12.1f} {measured.peak / 1e9:>7.2f} GB")
