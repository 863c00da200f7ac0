"""Read one file of a delivery into raw rows, and check it against what the manifest says of it."""

import datetime as dt
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.errors import DeliveryRefused
from doisoat.intake.amounts import read_amount
from doisoat.intake.config import Limits
from doisoat.intake.manifest import FileEntry
from doisoat.intake.raw import raw_table
from doisoat.intake.reading import Reading, open_reading
from doisoat.intake.refusals import Sentence, in_file, refuse
from doisoat.intake.rows_file import rows_writer


@dataclass(frozen=True)
class Sent:
    """A file as it was sent: `copy` is its bytes, the rest is written beside each of its rows, `name` as its file."""

    copy: Path
    entry: FileEntry
    name: str
    feed: str
    sender: str
    date: dt.date
    sequence: int
    mode: str


@dataclass(frozen=True)
class Taken:
    """What was read of a file: `path` holds its raw rows (rows_file)."""

    path: Path
    rows: int
    layout: str
    unknown_columns: int
    warnings: list[Sentence]


def take_file(sent: Sent, target: Path, limits: Limits) -> Taken:
    """Write the raw rows to `target`. DeliveryRefused for whatever is wrong with the file."""
    try:
        return _taken(sent, target, limits)
    except DeliveryRefused as refused:
        raise in_file(refused, sent.entry.name) from refused
    except Exception as error:
        # Whatever a parser raises speaks of this file, and may quote its content: only the kind of error is told.
        raise refuse("file_damaged", file=sent.entry.name, kind=type(error).__name__) from None


def _taken(sent: Sent, target: Path, limits: Limits) -> Taken:
    entry = sent.entry
    reading = open_reading(sent.copy, entry.name, entry.layout, feed=sent.feed, limits=limits)
    if strange := set(entry.totals) - reading.layout.fields:
        raise refuse("totals_unknown", count=len(strange))
    rows, totals = _write(reading, target, sent)
    if entry.rows is not None and rows != entry.rows:
        raise refuse("rows_wrong", rows=rows, announced=entry.rows)
    for name, value in entry.totals.items():
        if totals[name] != value:
            raise refuse("total_wrong", field=name, total=totals[name], announced=value)
    return Taken(target, rows, reading.layout.name, len(reading.unknown_columns), reading.warnings)


def _write(reading: Reading, target: Path, sent: Sent) -> tuple[int, dict[str, int]]:
    """Rows written, and the sums of the fields that the manifest has control totals of."""
    schema = raw_table(sent.feed).schema
    rows, operations, totals = 0, 0, dict.fromkeys(sent.entry.totals, 0)
    with rows_writer(target, schema) as writer, ThreadPoolExecutor(1) as pool:
        written: Future[None] | None = None
        for table in reading.tables:
            if written is not None:
                written.result()
            # Written while the next rows are read.
            written = pool.submit(writer.write_table, _with_origin(table, sent).select(schema.names).cast(schema))
            rows += table.num_rows
            if sent.mode == "delta":
                operations += table.num_rows - table["op"].null_count
            for field_name in totals:
                totals[field_name] += _total(table, field_name)
        if written is not None:
            written.result()
    if sent.mode == "delta" and rows and not operations:
        raise refuse("op_missing")
    return rows, totals


def _with_origin(table: pa.Table, sent: Sent) -> pa.Table:
    origin = {
        "delivery_date": sent.date,
        "sequence": sent.sequence,
        "mode": sent.mode,
        "sender": sent.sender,
        "file": sent.name,
    }
    for column, value in origin.items():
        table = table.append_column(column, pa.repeat(pa.scalar(value), table.num_rows))
    return table


def _total(table: pa.Table, field_name: str) -> int:
    """Sum of a field's readable amounts."""
    counts = pc.value_counts(table[field_name].combine_chunks()).to_pylist()
    return sum((read_amount(c["values"]) or 0) * c["counts"] for c in counts)
