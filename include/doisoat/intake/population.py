"""The population extract, standardised by DuckDB (sql/lake/core/population): it need not fit in memory.

Python functions see each distinct name, birth date and code once; everything else is SQL.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.dates.birth import read_birth_date
from doisoat.intake.codes import PERSON_STATUS, SEX, read_code
from doisoat.intake.outcome import Outcome
from doisoat.intake.quarantine import Rule, put_aside
from doisoat.names.standardise import standardise_name
from doisoat.paths import SQL
from doisoat.records.core import POPULATION
from doisoat.records.table import SMALL, TEXT, WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

FEED = POPULATION.name
_MEMORY, _THREADS = "2GB", 2
_BATCH = 1 << 17  # rows
_CHUNK = 1 << 14  # values that are Python objects at a time
_CODE = pa.schema({"sent": TEXT, "code": TEXT})
_BIRTH = pa.schema({"sent": TEXT, "text": TEXT, "year": SMALL, "month": SMALL, "day": SMALL})
_NAME = pa.schema({"sent": TEXT, "full_name": TEXT, "name": TEXT, "name_folded": TEXT, "name_repairs": WORDS})
Read = Callable[[str], tuple[Any, ...]]


def standardise_population(raw: Path, core: Path, *, date: dt.date, scratch: Path) -> Outcome:
    """Read raw Parquet, write core Parquet. A row without usable key, name, birth date, sex or status is put aside."""
    import duckdb

    settings = {"memory_limit": _MEMORY, "threads": _THREADS, "temp_directory": str(scratch / "duckdb")}
    with duckdb.connect(config=settings) as connection:
        values = {"raw": str(raw)}
        _read_values(connection, values, date.year)
        connection.execute(_sql("faults"), {**values, "business_date": date.isoformat()})
        connection.execute(_sql("history"), values)
        connection.execute(_sql("duplicates"))
        connection.execute(_sql("superseded"))
        written = _write(connection.sql(_sql("core"), params=values), core)
        per_file = connection.execute(_sql("accepted"), values).fetchall()
        deleted, unknown = connection.execute(_sql("deleted")).fetchall()[0]
        bad = connection.sql(_sql("quarantined"), params=values).to_arrow_table()
    rules = [Rule(*pair) for pair in zip(bad["field"].to_pylist(), bad["reason"].to_pylist(), strict=True)]
    return Outcome(
        written,
        {(sender, file): rows for sender, file, rows, _ in per_file},
        put_aside(bad, rules, feed=FEED),
        superseded={(sender, file): rows for sender, file, _, rows in per_file},
        counts={"deleted": deleted, "deleted_unknown": unknown} if deleted else {},
    )


def _read_values(connection: "DuckDBPyConnection", values: dict[str, str], latest_year: int) -> None:
    """Tables name, birth, sex and status: what each value that was sent means."""
    readers: list[tuple[str, str, pa.Schema, Read]] = [
        ("name", "full_name", _NAME, _name),
        ("birth", "date_of_birth", _BIRTH, partial(_birth, latest_year=latest_year)),
        ("sex", "sex", _CODE, lambda text: (read_code(text, SEX),)),
        ("status", "status", _CODE, lambda text: (read_code(text, PERSON_STATUS),)),
    ]
    for table, column, schema, read in readers:
        connection.register("chunk", schema.empty_table())
        connection.execute(f"create or replace temp table {table} as from chunk")
        sent = connection.cursor().sql(_sql("distinct"), params={**values, "column": column})
        for chunk in _chunks(_texts(sent), read, schema):
            connection.register("chunk", chunk)
            connection.execute(f"insert into {table} from chunk")
        connection.unregister("chunk")


def _texts(sent: "DuckDBPyRelation") -> Iterator[str]:
    for batch in sent.to_arrow_reader(_BATCH):
        yield from batch.column(0).drop_null().to_pylist()


def _chunks(texts: Iterator[str], read: Read, schema: pa.Schema) -> Iterator[pa.Table]:
    while chunk := list(islice(texts, _CHUNK)):
        results = [read(text) for text in chunk]
        columns = [chunk, *zip(*results, strict=True)]
        yield pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)


def _name(text: str) -> tuple[Any, ...]:
    name = standardise_name(text)
    return name.full_name, name.canonical, name.folded, name.repairs


def _birth(text: str, *, latest_year: int) -> tuple[Any, ...]:
    birth = read_birth_date(text, latest_year=latest_year)
    return birth.text, birth.year, birth.month, birth.day


def _write(rows: "DuckDBPyRelation", core: Path) -> int:
    count, schema = 0, POPULATION.schema
    batches: Iterable[pa.RecordBatch] = rows.to_arrow_reader(_BATCH)
    with pq.ParquetWriter(core, schema, compression="zstd") as writer:
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
            count += batch.num_rows
    return count


def _sql(name: str) -> str:
    return (SQL / "lake" / "core" / FEED / f"{name}.sql").read_text("utf-8")
