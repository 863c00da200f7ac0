"""A warehouse as large as the city's: the rows of a small night of invented people, many times over."""

import datetime as dt
import hashlib
import secrets
import signal
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat import steps
from doisoat.embedded.postgres import cluster_at, ensure_database, free_port, wait_until_ready
from doisoat.publish.publish import publish
from doisoat.publish.run import run_row
from doisoat.publish.stage import STAGED, stage
from doisoat.reconcile.coverage import build_coverage
from doisoat.reconcile.target import load_target
from doisoat.records import core, mart
from doisoat.records.table import Table
from doisoat.replay.night import rebuild
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.storage.reference import HIV_PROGRAMMES, load_calendar
from doisoat.synthetic.order import Order
from doisoat.synthetic.zone import generate

FIRST = dt.date(2023, 12, 12)
DATES = (FIRST, dt.date(2024, 1, 11), dt.date(2024, 1, 12))  # what is asked of the last week is not the first night
PERSONS = 30_000  # of the small city: 1,800 entries, in every ward
CHANGED = 0.015  # of the entries, from one night to the next
COPIED = (mart.BENEFICIARY, mart.ACCOUNT, mart.FINDING)
Night = Mapping[Table, pa.Table]


@contextmanager
def server() -> Generator[str]:
    """An empty warehouse with the settings of the embedded default; its URL."""
    password = secrets.token_urlsafe()
    with tempfile.TemporaryDirectory(prefix="doisoat-bench-", ignore_cleanup_errors=True) as name:
        cluster = cluster_at(Path(name), port=free_port(), password=password)
        with subprocess.Popen(cluster.serve(), stderr=subprocess.DEVNULL, cwd=name) as process:
            try:
                wait_until_ready(cluster.url())
                ensure_database(cluster.url(), name="warehouse", password=password)
                yield cluster.url(user="warehouse", password=password, database="warehouse")
            finally:
                process.send_signal(signal.SIGINT)


def small_night(folder: Path) -> Night:
    """What a night of a small city stages, made once in `folder`, and again when its tables become other ones."""
    folder /= f"small-city-{_shape()}"
    settings = Settings(str(folder / "landing"), str(folder / "lake"), "none", str(folder / "scratch"))
    if not (folder / "lake" / "mart" / "coverage" / f"business_date={FIRST}").exists():
        generate(Order(folder / "landing", persons=PERSONS, date=FIRST, seed=1), lambda _: None)
        for feed in steps.FEEDS:
            steps.receive(feed, FIRST, settings)
            steps.standardise(feed, FIRST, settings)
        rebuild(FIRST, settings)
    lake = Lake.open(settings.lake, settings.scratch)
    return {table: lake.read(table, FIRST) for table in COPIED}


def _shape() -> str:
    """Another one whenever a column comes, goes or changes its type."""
    return hashlib.sha256("".join(str(table.schema) for table in COPIED).encode()).hexdigest()[:8]


def large_night(small: Night, *, entries: int, number: int) -> Night:
    """The `number`th night (from 0) of a city of so many entries: 1.5 % are other than on the night before."""
    date = DATES[number]
    copies = -(-entries // small[mart.BENEFICIARY].num_rows)
    night = {table: pa.concat_tables(_copy(rows, n, date) for n in range(copies)) for table, rows in small.items()}
    night[mart.BENEFICIARY] = _changed(night[mart.BENEFICIARY].slice(0, entries), number)
    night[mart.FINDING] = night[mart.FINDING].filter(_kept(night[mart.FINDING].num_rows, number))
    night[mart.COVERAGE] = build_coverage(
        night[mart.BENEFICIARY],
        date=date,
        target=load_target(date),
        calendar=load_calendar(),
        hiv_programmes=HIV_PROGRAMMES,
    )
    return {table: night.get(table, table.schema.empty_table()) for table in STAGED}


def publish_night(url: str, night: Night, *, number: int) -> dict[str, int]:
    """Publish what is staged; rows changed per table."""
    date = DATES[number]
    run = run_row(
        date,
        code_version="benchmark",
        model_version="none",
        beneficiaries=night[mart.BENEFICIARY],
        accounts=night[mart.ACCOUNT],
        files=core.FILE_ACCOUNTING.schema.empty_table(),
    )
    return publish(url, date, run)


def stage_night(url: str, night: Night, *, number: int) -> None:
    stage(url, night, date=DATES[number])


def _copy(rows: pa.Table, number: int, date: dt.date) -> pa.Table:
    """The rows as other people's: every number and code with the copy's number at its end."""
    for name in ("beneficiary_code", "personal_id", "id_number", "account_number", "discrepancy_id"):
        if name in rows.column_names:
            ended = pc.binary_join_element_wise(pc.utf8_slice_codeunits(rows[name], 0, 24), f"{number:03}", "")
            rows = rows.set_column(rows.column_names.index(name), name, ended)
    if "beneficiary_codes" in rows.column_names:
        codes = pa.array([[f"{code}{number:03}" for code in codes] for codes in rows["beneficiary_codes"].to_pylist()])
        rows = rows.set_column(rows.column_names.index("beneficiary_codes"), "beneficiary_codes", codes)
    dates = pa.repeat(pa.scalar(date, pa.date32()), rows.num_rows)
    return rows.set_column(rows.column_names.index("business_date"), "business_date", dates)


def _changed(rows: pa.Table, number: int) -> pa.Table:
    """An account that was lost, for those whom one of the nights so far has changed: each night other ones."""
    lost = pa.array(np.arange(rows.num_rows) % round(1 / CHANGED) < number)
    for name, value in (("account_status", "inactive"), ("pay_channel", "postal_cash")):
        place = rows.column_names.index(name)
        rows = rows.set_column(place, rows.schema.field(place), pc.if_else(lost, value, rows[name]))
    return rows


def _kept(rows: int, number: int) -> pa.Array:
    return pa.array(np.arange(rows) % round(1 / CHANGED) != number)
