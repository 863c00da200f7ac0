"""How long a night's publication takes, against the bare COPY of the same rows on the same server."""

import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
from psycopg import sql

from benchmarks.city import Night, large_night, publish_night, server, small_night, stage_night
from doisoat.publish.migrate import migrate
from doisoat.records import mart
from doisoat.records.table import Table
from doisoat.storage.warehouse import connect, copy

# A first night is read three times: as it is now, as it was and will have been, and what is wrong with it.
ROWS = {
    mart.BENEFICIARY: ("beneficiary", "beneficiary_history"),
    mart.ACCOUNT: ("account",),
    mart.FINDING: ("discrepancy",),
    mart.COVERAGE: ("coverage",),
}


def bench_publish(folder: Path, *, entries: int, say: Callable[[str], None]) -> None:
    """The first night, the next one, and the next one again, of a city of `entries`."""
    small = small_night(folder)
    with server() as url:
        migrate(url)
        night = large_night(small, entries=entries, number=0)
        bare = _seconds(lambda: _bare_copy(url, night))
        rows = sum(night[table].num_rows * len(published) for table, published in ROWS.items())
        say(f"{entries} entries, {night[mart.FINDING].num_rows} findings, {rows} rows published")
        _tell(say, "bare COPY of these rows", bare, bare)
        for name, number in (("first night", 0), ("next night", 1), ("next night again", 1), ("third night", 2)):
            night = large_night(small, entries=entries, number=number)
            staged = _seconds(lambda night=night, number=number: stage_night(url, night, number=number))
            changed: dict[str, int] = {}
            published = _seconds(
                lambda night=night, number=number, changed=changed: changed.update(
                    publish_night(url, night, number=number)
                )
            )
            _tell(say, f"{name}: stage", staged, bare)
            _tell(say, f"{name}: publish", published, bare)
            _tell(say, f"{name}: both", staged + published, bare)
            say(f"  rows changed: {', '.join(f'{table} {count}' for table, count in changed.items() if count)}")


def _bare_copy(url: str, night: Night) -> None:
    """Every row that will be published, into tables without keys, indexes and rules."""
    with connect(url) as connection:
        connection.execute("create schema bare")
        for table, published in ROWS.items():
            for name in published:
                target = sql.Identifier("bare", name)
                like = sql.Identifier("staging", table.name)
                connection.execute(sql.SQL("create table {} (like {})").format(target, like))
                copy(connection, target, _ordered(table, night))
    with connect(url) as connection:
        connection.execute("drop schema bare cascade")


def _ordered(table: Table, night: Night) -> pa.Table:
    return night[table].select(table.names)


def _seconds(call: Callable[[], None]) -> float:
    started = time.monotonic()
    call()
    return time.monotonic() - started


def _tell(say: Callable[[str], None], what: str, seconds: float, bare: float) -> None:
    say(f"{what:<28}{seconds:8.1f} s  {seconds / bare:6.2f} times")
