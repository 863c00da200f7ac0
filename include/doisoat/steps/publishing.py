"""Readers see the night: stage → check_mart → publish (dags/reconcile.py)."""

import datetime as dt

import pyarrow as pa

from doisoat.records import core, link, mart
from doisoat.settings import Settings
from doisoat.steps.night import Counts, open_lake, per_feed


def stage(date: dt.date, settings: Settings) -> Counts:
    """Load the night into the warehouse's schema `staging`, where nobody reads it yet."""
    from doisoat.publish.migrate import migrate
    from doisoat.publish.stage import stage as load

    migrate(settings.warehouse_url)
    lake = open_lake(settings)
    reconciled = (
        *(mart.BENEFICIARY, mart.ACCOUNT, mart.FINDING, mart.COVERAGE),
        *(mart.TASK, mart.FIELDWORK, mart.ACCOUNT_CLAIM, mart.CASE_FILE, mart.CANDIDATE),
        *mart.LEDGER,
    )
    tables = {table: lake.read(table, date) for table in reconciled}
    tables[mart.FILE_ACCOUNTING] = per_feed(lake, core.FILE_ACCOUNTING, date)
    tables[mart.QUARANTINE] = per_feed(lake, core.QUARANTINE, date)
    tables[mart.LINK_PROFILE] = per_feed(lake, link.PROFILE, date)
    return dict(load(settings.warehouse_url, tables, date=date))


def check_mart(date: dt.date, settings: Settings) -> Counts:
    """Judge the staged night against the contract, and its links against the model's training; QualityGateFailed keeps
    readers on the former night."""
    from doisoat.publish.stage import stage as load
    from doisoat.quality.gate import check_mart as check

    lake = open_lake(settings)
    expected = {"beneficiary": lake.rows(core.BENEFICIARIES, date), "account": lake.rows(mart.ACCOUNT, date)}
    expected["payment_closing"] = lake.rows(mart.PAYMENT_CLOSING, date)
    counts = check(settings.warehouse_url, date, lake=lake, expected_rows=expected)
    results = [lake.read(mart.QUALITY_RESULT, date, part) for part in lake.parts(mart.QUALITY_RESULT, date)]
    load(settings.warehouse_url, {mart.QUALITY_RESULT: pa.concat_tables(results)}, date=date)
    return dict(counts)


def publish(date: dt.date, settings: Settings) -> Counts:
    """Show readers the staged night instead of the former one, in one transaction."""
    from doisoat import __version__
    from doisoat.linkage.model import current_model
    from doisoat.publish.publish import publish as show
    from doisoat.publish.run import run_row
    from doisoat.reconcile.policy import policy_digest
    from doisoat.steps.search import how_linked

    lake = open_lake(settings)
    run = run_row(
        date,
        code_version=f"{__version__}, policy {policy_digest()}",
        model_version=current_model().version,
        beneficiaries=lake.read(mart.BENEFICIARY, date),
        accounts=lake.read(mart.ACCOUNT, date),
        files=per_feed(lake, core.FILE_ACCOUNTING, date),
        linkage=how_linked(lake, date),
    )
    changed = show(settings.warehouse_url, date, run)
    return {"run_id": run["run_id"], **{f"changed_{name}": rows for name, rows in changed.items()}}
