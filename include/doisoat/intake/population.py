"""The population extract, standardised by DuckDB (sql/lake/core/population): it need not fit in memory.

Python functions see each distinct birth date, code and word of a name once; everything else is SQL.
"""

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from doisoat.dates.birth import read_birth_date
from doisoat.intake.codes import PERSON_STATUS, SEX, read_code
from doisoat.intake.outcome import Outcome
from doisoat.intake.quarantine import Rule, put_aside
from doisoat.intake.unread import NOTHING
from doisoat.names.column import standardise_names
from doisoat.paths import SQL
from doisoat.records.core import PERSON_NAME, POPULATION
from doisoat.records.table import SMALL, TEXT, WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FEED = POPULATION.name
_MEMORY, _THREADS = "2GB", 2
# Tables are joined as the statements say: the register streams past the small ones. DuckDB takes it that each anti join
# leaves a fifth of the rows, and would hold the register in memory, and on disk, instead of its names.
_AS_WRITTEN = "join_order,build_side_probe_side"
_MAY_BE_NONE = ("old_id", "status_date")  # as accepted.sql counts them
_BATCH = 1 << 17  # distinct values at a time
_CODE = pa.schema({"sent": TEXT, "code": TEXT})
_BIRTH = pa.schema({"sent": TEXT, "text": TEXT, "year": SMALL, "month": SMALL, "day": SMALL})
_NAME = pa.schema({"sent": TEXT, "full_name": TEXT, "name": TEXT, "name_folded": TEXT, "name_repairs": WORDS})
Read = Callable[[pa.Array], pa.Table]


def standardise_population(raw: Path, core: Path, *, date: dt.date, scratch: Path) -> Outcome:
    """Read raw Parquet, write core Parquet, and core/person_name beside it (`names_beside`). A row without usable key,
    name, birth date, sex or status is put aside."""
    import duckdb

    settings = {
        "memory_limit": _MEMORY,
        "threads": _THREADS,
        "temp_directory": str(scratch / "duckdb"),
        "disabled_optimizers": _AS_WRITTEN,
    }
    with duckdb.connect(config=settings) as connection:
        values = {"raw": str(raw)}
        _read_values(connection, values, date.year)
        connection.execute(_sql("person_name"), {"names": str(names_beside(core))})
        connection.execute(_sql("faults"), {**values, "business_date": date.isoformat()})
        connection.execute(_sql("history"), values)
        connection.execute(_sql("duplicates"))
        connection.execute(_sql("superseded"))
        written = connection.execute(_sql("core"), {**values, "core": str(core)}).fetchall()[0][0]
        per_file = connection.execute(_sql("accepted"), {**values, "nothing": NOTHING}).fetchall()
        deleted, unknown = connection.execute(_sql("deleted")).fetchall()[0]
        bad = connection.sql(_sql("quarantined"), params=values).to_arrow_table()
    rules = [Rule(*pair) for pair in zip(bad["field"].to_pylist(), bad["reason"].to_pylist(), strict=True)]
    return Outcome(
        written,
        {(sender, file): rows for sender, file, rows, *_ in per_file},
        put_aside(bad, rules, feed=FEED),
        superseded={(sender, file): rows for sender, file, _, rows, *_ in per_file},
        counts=_counts(per_file) | ({"deleted": deleted, "deleted_unknown": unknown} if deleted else {}),
    )


def _counts(per_file: list[tuple[Any, ...]]) -> dict[str, int]:
    """How often a field holds something that is none, of those that may be empty."""
    found = {f"unread_{field}": sum(row[at] for row in per_file) for at, field in enumerate(_MAY_BE_NONE, 4)}
    return {name: count for name, count in found.items() if count}


def _read_values(connection: "DuckDBPyConnection", values: dict[str, str], latest_year: int) -> None:
    """Tables name, birth, sex and status: what each value that was sent means."""
    readers: list[tuple[str, str, pa.Schema, Read]] = [
        ("name", "full_name", _NAME, _names),
        ("birth", "date_of_birth", _BIRTH, _each(partial(_birth, latest_year=latest_year), _BIRTH)),
        ("sex", "sex", _CODE, _each(lambda text: (read_code(text, SEX),), _CODE)),
        ("status", "status", _CODE, _each(lambda text: (read_code(text, PERSON_STATUS),), _CODE)),
    ]
    for table, column, schema, read in readers:
        connection.register("chunk", schema.empty_table())
        connection.execute(f"create or replace temp table {table} as from chunk")
        sent = connection.cursor().sql(_sql("distinct"), params={**values, "column": column})
        for batch in sent.to_arrow_reader(_BATCH):
            connection.register("chunk", read(batch.column(0).drop_null()))
            connection.execute(f"insert into {table} from chunk")
        connection.unregister("chunk")


def names_beside(core: Path) -> Path:
    """Where the names of a register at `core` are written."""
    return core.with_name(f"{core.stem}-{PERSON_NAME.name}.parquet")


def _names(texts: pa.Array) -> pa.Table:
    return pa.table([texts, *standardise_names(texts).columns], schema=_NAME)


def _each(function: Callable[[str], tuple[Any, ...]], schema: pa.Schema) -> Read:
    """A reader of texts that asks a Python function about each."""

    def read(texts: pa.Array) -> pa.Table:
        results = [(text, *function(text)) for text in texts.to_pylist()]
        columns = zip(*results, strict=True) if results else ([] for _ in schema)
        return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema=schema)

    return read


def _birth(text: str, *, latest_year: int) -> tuple[Any, ...]:
    birth = read_birth_date(text, latest_year=latest_year)
    return birth.text, birth.year, birth.month, birth.day


def _sql(name: str) -> str:
    return (SQL / "lake" / "core" / FEED / f"{name}.sql").read_text("utf-8")
