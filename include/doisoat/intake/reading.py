"""Read one file of a delivery into rows of logical fields, all text, whatever its kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.encodings.decode import UndecodableText, decode_bytes
from doisoat.intake.config import Limits
from doisoat.intake.dbf import read_dbf
from doisoat.intake.delimited import read_batches
from doisoat.intake.fixed import read_fixed
from doisoat.intake.iso20022 import read_records
from doisoat.intake.layout import Layout
from doisoat.intake.recognise import Recognised, recognise
from doisoat.intake.refusals import Sentence, refuse, say
from doisoat.intake.roll import read_roll
from doisoat.intake.shape import Shape

_BATCH = 1 << 17  # rows


@dataclass
class Reading:
    """`tables` yields row_number, the feed's fields and `malformed`; what else there is is known when it has ended:
    `warnings` for people, and in `aside` the numbers of lines that are no data rows, by what they are."""

    layout: Layout
    unknown_columns: list[str]
    tables: Iterator[pa.Table]
    encoding: str | None = None
    warnings: list[Sentence] = field(default_factory=list)
    aside: dict[str, list[int]] = field(default_factory=dict)


def open_reading(path: Path, name: str, layout: str | None, *, feed: str, limits: Limits) -> Reading:
    """Find out the layout and start to read. DeliveryRefused if no layout fits; other errors are the readers' own."""
    found = recognise(path, name, layout, feed=feed, limits=limits)
    read = {"csv": _csv, "parquet": _parquet, "workbook": _workbook, "dbf": _dbf, "fixed": _fixed, "xml": _xml}[
        found.layout.kind
    ]
    text = found.layout.kind in {"csv", "dbf", "fixed"}
    reading = Reading(
        found.layout,
        found.layout.unknown(found.header),
        iter(()),
        encoding=found.encoding.name if text else None,
        warnings=list(found.warnings),
    )
    shape = Shape(found.layout, limits)
    reading.tables = read(path, found, shape, reading, limits)
    return reading


def _csv(path: Path, found: Recognised, shape: Shape, _reading: Reading, limits: Limits) -> Iterator[pa.Table]:
    first = True
    for numbers, columns, malformed in read_batches(
        path, found.header, found.layout, found.encoding, max_bytes=limits.max_unpacked_bytes
    ):
        skip = 1 if first and len(numbers) else 0  # the header itself is row 1
        first = first and not skip
        places = found.layout.places_of(found.header)
        yield shape(numbers.slice(skip), places, columns.slice(skip).columns, malformed)


def _parquet(path: Path, found: Recognised, shape: Shape, _reading: Reading, _limits: Limits) -> Iterator[pa.Table]:
    first = 1
    for batch in pq.ParquetFile(path).iter_batches(_BATCH):
        numbers = pa.array(np.arange(first, first + batch.num_rows))
        columns = [_text(*named) for named in zip(found.header, batch.columns, strict=True)]
        yield shape(numbers, found.layout.places_of(found.header), columns, {})
        first += batch.num_rows


def _workbook(_path: Path, found: Recognised, shape: Shape, reading: Reading, _limits: Limits) -> Iterator[pa.Table]:
    for one in found.sheets:
        roll = read_roll(one.sheet, one.header, found.layout)
        for kind, numbers in roll.aside.items():
            reading.aside.setdefault(kind, []).extend(number + one.offset for number in numbers)
        if any(printed not in {part, whole} for printed, part, whole in roll.totals):
            reading.warnings.append(say("total_line_wrong"))
        numbers, columns = roll.numbers, roll.columns
        if found.layout.all_sheets:  # counted through the sheets; a person looks for the row in its sheet
            columns |= {"sheet": pa.repeat(one.sheet.name, len(numbers)), "sheet_row": numbers.cast(pa.string())}
            numbers = pc.add(numbers, one.offset)
        yield shape(numbers, list(columns), list(columns.values()), {})
    if headings := len(reading.aside.get("heading", [])):
        reading.warnings.append(say("headings", count=headings))


def _dbf(path: Path, found: Recognised, shape: Shape, reading: Reading, _limits: Limits) -> Iterator[pa.Table]:
    def wanted(name: str) -> bool:
        return found.layout.places_of([name]) != [None]

    def decode(cell: bytes) -> str:
        try:
            return decode_bytes(cell, found.encoding.name)
        except UndecodableText:
            raise refuse("encoding_wrong", encoding=found.encoding.name) from None

    table = read_dbf(path, wanted, decode)
    if table.deleted:
        reading.aside["deleted"] = table.deleted
        reading.warnings.append(say("records_deleted", count=len(table.deleted)))
    yield shape(table.numbers, found.layout.places_of(found.header), table.columns, table.malformed)


def _fixed(path: Path, found: Recognised, shape: Shape, _reading: Reading, limits: Limits) -> Iterator[pa.Table]:
    for numbers, columns, malformed in read_fixed(path, found.layout, max_bytes=limits.max_unpacked_bytes):
        yield shape(numbers, columns.column_names, columns.columns, malformed)


def _xml(path: Path, found: Recognised, shape: Shape, _reading: Reading, limits: Limits) -> Iterator[pa.Table]:
    places = found.layout.places_of(found.header)
    for numbers, columns in read_records(path, str(found.layout.message), max_bytes=limits.max_unpacked_bytes):
        yield shape(numbers, places, columns, {})


def _text(name: str, column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise refuse("column_type", column=name)
    text = column.cast(pa.string())
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:  # a damaged file may hold anything in a column of text
        raise refuse("encoding_wrong", encoding="utf-8") from None
    return text
