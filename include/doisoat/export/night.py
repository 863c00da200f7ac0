"""Write what analysts may see of a night into a folder of Parquet files, and record that it was done."""

import datetime as dt
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from psycopg import sql

from doisoat.errors import PublicationError, SettingsError
from doisoat.storage.warehouse import Connection, connect, guarded

BATCH = 50_000  # rows in memory at a time
# Past nights too: history and findings know their dates. Accounts are known as of the newest night only.
VIEWS: dict[str, LiteralString] = {
    "beneficiary": """
        select * from analyst.beneficiary_history
        where valid_from <= %(date)s and (valid_to is null or valid_to > %(date)s)""",
    "discrepancy": "select * from analyst.discrepancy where seen @> %(date)s::date",
    "change": "select * from analyst.change where business_date = %(date)s",
    "coverage": "select * from reconciled.coverage where business_date = %(date)s",
    "quarantine": "select * from analyst.quarantine where business_date = %(date)s",
    "account": "select * from analyst.account where business_date = %(date)s",
    "code_label": "select * from reconciled.code_label",
}
_PUBLISHED: LiteralString = """
select max(business_date) from reconciled.run where %(date)s::date is null or business_date = %(date)s"""
_RECORD: LiteralString = "select audit.record('exported', 'analyst', %s)"
# By PostgreSQL's number of the type; the rest, such as jsonb, is written as its text.
_TYPES = {16: pa.bool_(), 20: pa.int64(), 701: pa.float64(), 1082: pa.date32(), 1009: pa.list_(pa.string())}


@guarded("exporting")
def export(url: str, out: Path, date: dt.date | None = None) -> Path:
    """Write the night of a date (the newest one by default) to `out`/<date>/; returns that folder.

    All files are of one moment, and a folder of that name is replaced as a whole. PublicationError if no such night is
    published, SettingsError if the folder cannot be written.
    """
    with connect(url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute(_PUBLISHED, {"date": date}).fetchone()
        if row is None or row[0] is None:
            raise PublicationError(f"no night of {date or 'any date'} is published: run it first")
        night: dt.date = row[0]
        try:
            rows = _write(connection, out / f".{night}.new", night)
            _replace(out / f".{night}.new", out / f"{night}")
        except OSError as error:
            raise SettingsError(f"OUT cannot be written: {error.strerror} ({out})") from None
        connection.execute(_RECORD, [json.dumps({"business_date": f"{night}", "rows": rows})])
    return out / f"{night}"


def _write(connection: Connection, folder: Path, night: dt.date) -> dict[str, int]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)  # names, for whoever exports alone
    return {name: _view(connection, name, folder / f"{name}.parquet", night) for name in VIEWS}


def _view(connection: Connection, name: str, path: Path, night: dt.date) -> int:
    schema = _schema(connection, name, night)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        return sum(_batch(writer, schema, rows) for rows in _batches(connection, name, schema, night))


def _schema(connection: Connection, name: str, night: dt.date) -> pa.Schema:
    empty = connection.execute(sql.SQL("select * from ({}) v limit 0").format(sql.SQL(VIEWS[name])), {"date": night})
    return pa.schema([(column.name, _TYPES.get(column.type_code, pa.string())) for column in empty.description or ()])


def _batches(
    connection: Connection, name: str, schema: pa.Schema, night: dt.date
) -> Iterator[list[tuple[object, ...]]]:
    columns = sql.SQL(", ").join(
        sql.SQL("{}::text").format(sql.Identifier(field.name))
        if pa.types.is_string(field.type)
        else sql.Identifier(field.name)
        for field in schema
    )
    query = sql.SQL("select {} from ({}) v").format(columns, sql.SQL(VIEWS[name]))
    with connection.cursor(name=f"export_{name}") as cursor:
        cursor.execute(query, {"date": night})
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _batch(writer: pq.ParquetWriter, schema: pa.Schema, rows: list[tuple[object, ...]]) -> int:
    columns = [pa.array(values, field.type) for values, field in zip(zip(*rows, strict=True), schema, strict=True)]
    writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    return len(rows)


def _replace(fresh: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    fresh.rename(folder)
