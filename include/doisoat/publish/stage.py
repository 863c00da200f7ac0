"""Put a night's tables into schema `staging`, where they are checked before anybody reads them."""

import datetime as dt
import json
import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc
from psycopg import sql

from doisoat.records.mart import (
    ACCOUNT,
    ACCOUNT_CLAIM,
    BENEFICIARY,
    BUSINESS_DATE,
    CANDIDATE,
    CASE_FILE,
    COVERAGE,
    FIELDWORK,
    FILE_ACCOUNTING,
    FINDING,
    LEDGER,
    LINK_PROFILE,
    QUALITY_RESULT,
    QUARANTINE,
    TASK,
)
from doisoat.records.table import Table
from doisoat.storage.warehouse import Connection, connect, copy, guarded

STAGED = (
    *(BENEFICIARY, ACCOUNT, FINDING, COVERAGE, TASK, FIELDWORK, ACCOUNT_CLAIM, *LEDGER),
    *(CASE_FILE, CANDIDATE, FILE_ACCOUNTING, QUARANTINE, QUALITY_RESULT, LINK_PROFILE),
)
# Members of JSON text that jsonb refuses: NUL and halves of surrogate pairs.
_REFUSED = re.compile(r"\\u(0000|d[89a-f][0-9a-f]{2})", re.IGNORECASE)


@guarded("staging")
def stage(url: str, tables: Mapping[Table, pa.Table], *, date: dt.date) -> dict[str, int]:
    """Replace the staging tables given, as a whole or not at all; returns rows per table.

    `tables` maps mart tables of STAGED to their rows; `business_date` is filled in where the rows lack it, other
    columns must be there. `publish` refuses to publish until every table of STAGED holds the same night.
    """
    with connect(url) as connection:
        connection.execute("set local lock_timeout = '60s'")
        connection.execute("set local default_statistics_target = 10")  # a night is read as a whole
        connection.execute("select pg_advisory_xact_lock(hashtext('doisoat.staging'))")
        return {
            table.name: _replace(connection, table, _rows(table, data, date), date) for table, data in tables.items()
        }


def _replace(connection: Connection, table: Table, data: pa.Table, date: dt.date) -> int:
    target = sql.Identifier("staging", table.name)
    connection.execute(sql.SQL("truncate {}").format(target))
    copy(connection, target, data)
    connection.execute(sql.SQL("analyze {}").format(target))
    connection.execute(
        "insert into staging.load (table_name, business_date, row_count) values (%s, %s, %s) on conflict (table_name)"
        " do update set business_date = excluded.business_date, row_count = excluded.row_count, staged_at = now()",
        [table.name, date, data.num_rows],
    )
    return int(data.num_rows)


def _rows(table: Table, data: pa.Table, date: dt.date) -> pa.Table:
    if BUSINESS_DATE in table.columns and BUSINESS_DATE.name not in data.column_names:
        data = data.append_column(BUSINESS_DATE.name, pa.repeat(pa.scalar(date, BUSINESS_DATE.type), data.num_rows))
    data = data.select(table.names).cast(table.schema)
    if table is QUARANTINE:
        data = data.set_column(data.column_names.index("raw"), "raw", acceptable_json(data["raw"]))
    return data


def acceptable_json(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """JSON texts as jsonb takes them: what it refuses becomes U+FFFD. Only the few rows that need it are parsed."""
    wanting = pc.match_substring_regex(column, _REFUSED.pattern, ignore_case=True)
    if not pc.any(wanting).as_py():
        return column
    return pa.chunked_array([[_acceptable(text) for text in column.to_pylist()]], type=column.type)


def _acceptable(text: str | None) -> str | None:
    if text is None or _REFUSED.search(text) is None:
        return text
    cells = {_readable(name): _readable(value) for name, value in json.loads(text).items()}
    return json.dumps(cells, ensure_ascii=False)


def _readable(value: str | None) -> str | None:
    return None if value is None else re.sub("[\x00\ud800-\udfff]", "\ufffd", value)
