"""The warehouse: a connection to PostgreSQL, and Arrow tables into it by COPY."""

from collections.abc import Callable, Iterator
from functools import wraps
from typing import ParamSpec, TypeVar

import psycopg
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
from psycopg import sql
from psycopg.rows import TupleRow

from doisoat.errors import PublicationError, SettingsError, WarehouseOutOfReach

Connection = psycopg.Connection[TupleRow]
P = ParamSpec("P")
R = TypeVar("R")
BATCH = 16_384  # rows that are held as text at a time


def connect(url: str) -> Connection:
    """A connection from a URL in SQLAlchemy form (postgresql+psycopg://) or libpq form; sessions speak UTC.

    SettingsError, which does not repeat it, for what is neither.
    """
    conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
    try:
        return psycopg.connect(conninfo, connect_timeout=15, application_name="doisoat", options="-c timezone=UTC")
    except psycopg.ProgrammingError:
        problem = "the warehouse's URL is of the form postgresql+psycopg://user:password@host:port/database"
    raise SettingsError(problem)


def guarded(doing: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Turn what the database says into a PublicationError of one line, without the values that its messages quote."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except psycopg.Error as error:
                problem = describe(error)
                kind = WarehouseOutOfReach if is_out_of_reach(error) else PublicationError
            # Raised outside of the handler: the original would travel along as context, and loggers print context.
            raise kind(f"the warehouse failed while {doing}: {problem}")

        return call

    return decorate


def is_out_of_reach(error: psycopg.Error) -> bool:
    """Whether the server could not be reached, is starting or stopping, or cut the connection."""
    lost = error.sqlstate is None and isinstance(error, psycopg.OperationalError)
    return lost or (error.sqlstate or "").startswith(("08", "57P"))


def describe(error: psycopg.Error) -> str:
    """Kind and place of a database error. Its own message and detail may quote a row, so they stay behind."""
    if error.sqlstate is None and isinstance(error, psycopg.OperationalError):
        return str(error).partition("\n")[0]  # of the connection itself: host, port, user
    diag = error.diag
    place = [
        f"{kind} {name}"
        for kind, name in (
            ("table", f"{diag.schema_name}.{diag.table_name}" if diag.table_name else None),
            ("column", diag.column_name),
            ("constraint", diag.constraint_name),
        )
        if name
    ]
    return " ".join([f"{type(error).__name__} ({error.sqlstate or 'no SQLSTATE'})", *place])


def copy(connection: Connection, target: sql.Composable, data: pa.Table) -> None:
    """COPY a table into `target`, column by name. Nulls, empty text, lists of text and NUL characters arrive right."""
    columns = sql.SQL(", ").join(map(sql.Identifier, data.column_names))
    statement = sql.SQL("copy {} ({}) from stdin (format csv)").format(target, columns)
    with connection.cursor().copy(statement) as stream:
        for block in _csv(data):
            stream.write(block)


def fetch(connection: Connection, query: sql.Composable, schema: pa.Schema) -> pa.Table:
    """What a query gives, by COPY, with the columns of `schema` in their order. The query has no parameters left."""
    sink = pa.BufferOutputStream()
    with connection.cursor().copy(sql.SQL("copy ({}) to stdout (format csv)").format(query)) as stream:
        for block in stream:
            sink.write(block)
    text = sink.getvalue()
    if text.size == 0:
        return schema.empty_table()
    read = pa.csv.ReadOptions(column_names=schema.names)
    parse = pa.csv.ParseOptions(newlines_in_values=True)
    convert = pa.csv.ConvertOptions(
        column_types=schema,
        null_values=[""],
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        true_values=["t"],
        false_values=["f"],
    )
    return pa.csv.read_csv(pa.BufferReader(text), read, parse, convert).cast(schema)


def _csv(data: pa.Table) -> Iterator[pa.Buffer]:
    options = pa.csv.WriteOptions(include_header=False)
    for batch in data.to_batches(max_chunksize=BATCH):
        sink = pa.BufferOutputStream()
        text = pa.table({name: _text(column) for name, column in zip(batch.schema.names, batch.columns, strict=True)})
        pa.csv.write_csv(text, sink, options)
        yield sink.getvalue()


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_list(column.type):
        return _array_literal(column)
    if pa.types.is_string(column.type):
        return _without_nul(column)
    return column


def _without_nul(column: pa.Array) -> pa.Array:
    # PostgreSQL's text has no NUL; a hostile file may. The replacement character says that something stood there.
    return pc.replace_substring(column, "\x00", "\ufffd")


def _array_literal(column: pa.Array) -> pa.Array:
    """PostgreSQL's text form of an array, `{"a","b"}`."""
    words = pc.replace_substring(pc.replace_substring(_without_nul(column.flatten()), "\\", "\\\\"), '"', '\\"')
    quoted = pc.fill_null(pc.binary_join_element_wise('"', words, '"', ""), "NULL")
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    offsets = pa.array([0, *lengths.cumsum()], pa.int32())
    joined = pc.binary_join(pa.ListArray.from_arrays(offsets, quoted), ",")
    literal = pc.binary_join_element_wise("{", joined, "}", "")
    return pc.if_else(column.is_valid(), literal, pa.scalar(None, pa.string()))
