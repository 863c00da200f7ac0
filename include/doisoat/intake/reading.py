"""Read one file of a delivery into rows of logical fields, all text, whatever its kind."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.encodings.decode import UndecodableText, decode_bytes
from doisoat.intake.codes import plain_spelling
from doisoat.intake.config import Limits
from doisoat.intake.dbf import read_dbf
from doisoat.intake.delimited import read_batches
from doisoat.intake.distinct import map_distinct
from doisoat.intake.fixed import read_fixed
from doisoat.intake.iso20022 import read_records
from doisoat.intake.layout import UNDER, Column, Layout, Split
from doisoat.intake.raw import FIELDS, MALFORMED
from doisoat.intake.recognise import Recognised, recognise
from doisoat.intake.refusals import Sentence, refuse, say
from doisoat.intake.roll import read_roll

_BATCH = 1 << 17  # rows
_SHOWN = 4096  # characters kept of a line with an enormous cell
TextColumn: TypeAlias = pa.Array | pa.ChunkedArray


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
    shape = _Shape(found.layout, limits)
    reading.tables = read(path, found, shape, reading, limits)
    return reading


def total(table: pa.Table, field_name: str) -> int:
    """Sum of a field's readable amounts."""
    from doisoat.intake.amounts import read_amount

    counts = pc.value_counts(table[field_name].combine_chunks()).to_pylist()
    return sum((read_amount(c["values"]) or 0) * c["counts"] for c in counts)


def _csv(path: Path, found: Recognised, shape: "_Shape", _reading: Reading, limits: Limits) -> Iterator[pa.Table]:
    first = True
    for numbers, columns, malformed in read_batches(
        path, found.header, found.layout, found.encoding, max_bytes=limits.max_unpacked_bytes
    ):
        skip = 1 if first and len(numbers) else 0  # the header itself is row 1
        first = first and not skip
        places = found.layout.places_of(found.header)
        yield shape(numbers.slice(skip), places, columns.slice(skip).columns, malformed)


def _parquet(path: Path, found: Recognised, shape: "_Shape", _reading: Reading, _limits: Limits) -> Iterator[pa.Table]:
    first = 1
    for batch in pq.ParquetFile(path).iter_batches(_BATCH):
        numbers = pa.array(np.arange(first, first + batch.num_rows))
        columns = [_text(*named) for named in zip(found.header, batch.columns, strict=True)]
        yield shape(numbers, found.layout.places_of(found.header), columns, {})
        first += batch.num_rows


def _workbook(_path: Path, found: Recognised, shape: "_Shape", reading: Reading, _limits: Limits) -> Iterator[pa.Table]:
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


def _dbf(path: Path, found: Recognised, shape: "_Shape", reading: Reading, _limits: Limits) -> Iterator[pa.Table]:
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


def _fixed(path: Path, found: Recognised, shape: "_Shape", _reading: Reading, limits: Limits) -> Iterator[pa.Table]:
    for numbers, columns, malformed in read_fixed(path, found.layout, max_bytes=limits.max_unpacked_bytes):
        yield shape(numbers, columns.column_names, columns.columns, malformed)


def _xml(path: Path, found: Recognised, shape: "_Shape", _reading: Reading, limits: Limits) -> Iterator[pa.Table]:
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


@dataclass(frozen=True)
class _Shape:
    """Columns as a file has them become the feed's fields."""

    layout: Layout
    limits: Limits

    def __call__(
        self,
        numbers: pa.Array,
        places: list[str | None],
        columns: list[TextColumn],
        malformed: Mapping[int, str],
    ) -> pa.Table:
        """Rows that are blank are left out; malformed lines and rows with an enormous cell have no fields."""
        fields = FIELDS[self.layout.feed]
        found = {place: self._clean(c, place, numbers) for place, c in zip(places, columns, strict=True) if place}
        for f, column in self.layout.columns.items():
            if column.split is not None:
                found |= _joined(f, column.split, found, len(numbers))
        nothing = pa.nulls(len(numbers), pa.string())
        table = pa.table({"row_number": numbers, **{f: found.get(f, nothing) for f in fields}})
        table = table.append_column(MALFORMED.name, nothing)
        table = _without_blank(table, self.layout.filled_in or fields)
        table, enormous = self._without_enormous(table, fields)
        for f, column in self.layout.columns.items():
            if column.split is None:
                table = table.set_column(table.column_names.index(f), f, _translated(table[f], column))
        return _with_malformed(
            table, {**enormous, **{n: t[: self.limits.max_cell_bytes] for n, t in malformed.items()}}
        )

    def _clean(self, column: TextColumn, place: str, numbers: pa.Array) -> TextColumn:
        """Spaces around a value are taken off, and an empty one is null. A zero byte is no text of anybody."""
        if _may_hold_zero(column) and (at := pc.index(pc.match_substring(column, "\0"), True).as_py()) >= 0:
            raise refuse("zero_bytes", row=numbers[at].as_py(), column=self.layout.written(place))
        trimmed = pc.utf8_trim_whitespace(column)
        cleaned: TextColumn = pc.if_else(pc.equal(trimmed, ""), None, trimmed)
        return cleaned

    def _without_enormous(self, table: pa.Table, fields: tuple[str, ...]) -> tuple[pa.Table, dict[int, str]]:
        limit = self.limits.max_cell_bytes
        large = [f for f in fields if (pc.max(pc.binary_length(table[f])).as_py() or 0) > limit]
        if not large:
            return table, {}
        marks = _any([pc.fill_null(pc.greater(pc.binary_length(table[f]), limit), False) for f in large])
        bad = table.filter(marks).to_pylist()
        lines = {row["row_number"]: " | ".join((row[f] or "")[:_SHOWN] for f in fields) for row in bad}
        return table.filter(pc.invert(marks)), lines


def _joined(f: str, split: Split, found: dict[str, TextColumn], rows: int) -> dict[str, TextColumn]:
    """A split field's value and what its place gives. Where two places hold values both are kept: neither is right."""
    columns = [found.pop(f + UNDER + key, pa.nulls(rows, pa.string())) for key in split.under]
    filled = [column.is_valid() for column in columns]
    count = filled[0].cast(pa.int8())
    for one in filled[1:]:
        count = pc.add(count, one.cast(pa.int8()))
    # Not joined with "skip": pyarrow gives no row at all where every value of the file is null.
    joined = pc.binary_join_element_wise(*columns, " | ", null_handling="replace")
    value = pc.if_else(pc.equal(count, 1), pc.coalesce(*columns), joined)
    gives = pc.case_when(pc.make_struct(*filled), *[pa.scalar(key) for key in split.under])
    return {
        f: pc.if_else(pc.equal(count, 0), None, value),
        split.gives: pc.if_else(pc.equal(count, 1), gives, None),
    }


def _without_blank(table: pa.Table, fields: tuple[str, ...]) -> pa.Table:
    filled = _any([table[f].is_valid() for f in fields])
    return table if pc.all(filled).as_py() else table.filter(filled)


def _any(marks: list[TextColumn]) -> TextColumn:
    return reduce(pc.or_, marks)


def _with_malformed(table: pa.Table, lines: Mapping[int, str]) -> pa.Table:
    if not lines:
        return table
    extra = pa.table({"row_number": list(lines), MALFORMED.name: list(lines.values())})
    return pa.concat_tables([table, extra], promote_options="default")


def _translated(column: TextColumn, how: Column) -> TextColumn:
    """Codes and dates in the contract's terms where the layout says how this sender writes them; the rest as sent."""
    if how.constant is not None:
        return pa.array([how.constant] * len(column), pa.string())
    if not how.values and how.date is None:
        return column
    return map_distinct(column, lambda text: None if text is None else _translate(text, how))


def _translate(text: str, how: Column) -> str:
    text = how.values.get(plain_spelling(text), text)
    return text if how.date is None else _iso(text, how.date)


def _iso(text: str, written: str) -> str:
    try:
        day = dt.datetime.strptime(text, written)  # noqa: DTZ007  # a day, not a moment
    except ValueError:
        return text
    digits = day.strftime(written)
    return text if digits.isdigit() and digits != text else day.date().isoformat()


def _may_hold_zero(column: TextColumn) -> bool:
    """Whether any byte is zero where the texts lie: told thirty times sooner than which text holds one."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    texts = (chunk.buffers()[2] for chunk in chunks)
    return any(text is not None and not np.frombuffer(text, np.uint8).all() for text in texts)
