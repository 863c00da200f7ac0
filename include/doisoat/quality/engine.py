"""Great Expectations behind two functions. It is imported inside them: its import takes seconds.

Nothing of a person comes out: results are counts and shares, and no unexpected value is ever asked for.
"""

import os
from collections.abc import Mapping
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from doisoat.errors import PublicationError
from doisoat.quality.suites import Suite
from doisoat.records.mart import BUSINESS_DATE, QUALITY_RESULT

if TYPE_CHECKING:
    import pandas as pd

RESULT = pa.schema([f for f in QUALITY_RESULT.schema if f.name != BUSINESS_DATE.name])
NOT_EVALUATED = "not evaluated"
# Counts only: not even a sample of the values that break an expectation is fetched.
_RESULT_FORMAT = {"result_format": "SUMMARY", "partial_unexpected_count": 0}


def judge_frame(suite: Suite, frame: "pd.DataFrame", parameters: Mapping[str, Any]) -> pa.Table:
    """Judge a frame in memory; a row of RESULT per expectation, in the suite's order."""
    asset = _context().data_sources.add_pandas("frame").add_dataframe_asset("frame")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(batch_parameters={"dataframe": frame})
    return _judge(suite, batch, parameters)


def judge_table(suite: Suite, url: str, schema: str, table: str, parameters: Mapping[str, Any]) -> pa.Table:
    """Judge a PostgreSQL table where it is; PublicationError if the server or the table is not there."""
    from great_expectations.datasource.fluent.interfaces import TestConnectionError

    # A `$` in a password would be read as a variable to substitute: in a URL it can be written otherwise.
    connection = url.replace("$", "%24")
    try:
        source = _context().data_sources.add_postgres(
            "warehouse", connection_string=connection, kwargs={"hide_parameters": True}
        )
        asset = source.add_table_asset(table, table_name=table, schema_name=schema)
    except TestConnectionError:
        # The original message may hold the URL with its password.
        raise PublicationError(f"{schema}.{table} cannot be judged: the warehouse does not show it") from None
    try:
        return _judge(suite, asset.add_batch_definition_whole_table("all").get_batch(), parameters)
    finally:
        source.get_engine().dispose()


def _context() -> Any:
    # Both names of the switch: an environment variable of the library, and the project's own configuration below.
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.analytics_enabled = False
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _judge(suite: Suite, batch: Any, parameters: Mapping[str, Any]) -> pa.Table:
    from great_expectations.core.expectation_suite import ExpectationSuite

    native = ExpectationSuite(name=suite.name, expectations=[dict(e) for e in suite.expectations])
    judged = batch.validate(native, result_format=_RESULT_FORMAT, expectation_parameters=dict(parameters))
    by_id = {r.expectation_config.id: r for r in judged.results}
    rows = [{"suite": suite.name, **_row(e, by_id[e["id"]])} for e in suite.expectations]
    return pa.Table.from_pylist(rows, schema=RESULT)


def _row(expectation: Mapping[str, Any], judged: Any) -> dict[str, Any]:
    found = judged.result or {}
    count, percent = _unexpected(found), found.get("unexpected_percent")
    return {
        "expectation": expectation["id"],
        "severity": expectation["severity"],
        "success": bool(judged.success),
        "observed": _observed(found) if found else NOT_EVALUATED,
        "unexpected_count": count,
        "unexpected_share": None if percent is None else float(percent) / 100,
    }


def _unexpected(found: Mapping[str, Any]) -> int | None:
    # Of no rows none are unexpected; the library says nothing then.
    if found.get("element_count") == 0:
        return 0
    return int(found["unexpected_count"]) if "unexpected_count" in found else None


def _observed(found: Mapping[str, Any]) -> str | None:
    # Shown only when it is a number: what other expectations observe is a list of cells.
    if "element_count" in found:
        return f"{_unexpected(found)} of {found['element_count']}"
    value = found.get("observed_value")
    return f"{value:.12g}" if isinstance(value, (Real, Decimal)) else None
