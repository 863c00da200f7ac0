"""The gates: judge a table, keep the results, stop the night on a critical failure."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from doisoat import paths
from doisoat.errors import QualityGateFailed
from doisoat.quality.drift import drift_frame, drift_parameters
from doisoat.quality.engine import judge_frame, judge_table
from doisoat.quality.parameters import core_parameters
from doisoat.quality.roll import roll_parameters
from doisoat.quality.suites import Suite, load_suite
from doisoat.records import core
from doisoat.records.mart import QUALITY_RESULT
from doisoat.records.table import Table
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    import pandas as pd

MART = ("beneficiary", "account", "payment_closing")
STAGING = "staging"


def check_frame(suite: Path, frame: "pd.DataFrame", parameters: Mapping[str, Any] | None = None) -> pa.Table:
    """Judge a frame by a suite file; QUALITY_RESULT without business_date, a row per expectation."""
    return judge_frame(load_suite(suite), frame, parameters or {})


def check_table(
    suite: Path, url: str, schema: str, table: str, parameters: Mapping[str, Any] | None = None
) -> pa.Table:
    """Judge a PostgreSQL table by a suite file, where it is; the same columns as `check_frame`."""
    return judge_table(load_suite(suite), url, schema, table, parameters or {})


def decide(results: pa.Table) -> None:
    """QualityGateFailed names every critical expectation that failed, with what it demands and what was seen."""
    failed = [r for r in results.to_pylist() if r["severity"] == "critical" and not r["success"]]
    if failed:
        raise QualityGateFailed(" ".join(_sentence(r) for r in failed))


def suite_path(name: str) -> Path:
    """The file of a suite: expectations/<layer>/<table>.json."""
    return paths.EXPECTATIONS / f"{name}.json"


def check_core(feed: str, date: dt.date, *, lake: Lake) -> dict[str, int]:
    """Judge a feed's core table, keep the results in the lake, then decide. Counts are safe to log."""
    suite = load_suite(suite_path(f"core/{feed}"))
    results = judge_frame(suite, _frame(suite, core.TABLES[feed], date, lake), core_parameters(feed, date, lake))
    return _keep_and_decide(results, date, lake, part=f"core-{feed}")


def check_mart(url: str, date: dt.date, *, lake: Lake, expected_rows: Mapping[str, int]) -> dict[str, int]:
    """Judge the staged tables and the drift of the links, keep the results in the lake, then decide.

    `expected_rows` says per table (`beneficiary`, `account`) how many rows went in: as many must have come out.
    """
    counts = {"expectations": 0, "warnings": 0}
    results = {}
    for table in MART:
        parameters: dict[str, Any] = {"expected_rows": expected_rows[table], "business_dates": [date]}
        if table == "beneficiary":
            parameters |= roll_parameters(url, date)
        results[table] = check_table(suite_path(f"mart/{table}"), url, STAGING, table, parameters)
        _keep(results[table], date, lake, part=f"mart-{table}")
    results["profile"] = check_frame(suite_path("link/profile"), drift_frame(date, lake), drift_parameters())
    _keep(results["profile"], date, lake, part="link-profile")
    decide(pa.concat_tables(results.values()))
    for judged in results.values():
        counts = {name: count + _counts(judged)[name] for name, count in counts.items()}
    return counts


def _frame(suite: Suite, table: Table, date: dt.date, lake: Lake) -> "pd.DataFrame":
    if table is core.POPULATION:
        from doisoat.quality.profile import profile_population

        with lake.file(table, date) as parquet:
            return profile_population(parquet, date)
    frame: pd.DataFrame = lake.read(table, date, columns=suite.columns).to_pandas()
    return frame


def _keep_and_decide(results: pa.Table, date: dt.date, lake: Lake, *, part: str) -> dict[str, int]:
    _keep(results, date, lake, part=part)
    decide(results)
    return _counts(results)


def _keep(results: pa.Table, date: dt.date, lake: Lake, *, part: str) -> None:
    dates = pa.array([date] * results.num_rows, pa.date32())
    lake.write(QUALITY_RESULT, date, results.append_column("business_date", dates), part)


def _counts(results: pa.Table) -> dict[str, int]:
    warnings = sum(1 for r in results.to_pylist() if r["severity"] == "warning" and not r["success"])
    return {"expectations": results.num_rows, "warnings": warnings}


def _sentence(result: Mapping[str, Any]) -> str:
    meaning = load_suite(suite_path(result["suite"])).descriptions[result["expectation"]]
    return f"{result['suite']} fails {result['expectation']}: {meaning} Seen: {result['observed'] or 'otherwise'}."
