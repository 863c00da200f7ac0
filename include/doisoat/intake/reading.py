"""Read one file of a delivery into rows of logical fields, all text, whatever its kind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.intake.config import Kind, Layout, Limits, load_layouts
from doisoat.intake.delimited import read_batches, read_header
from doisoat.intake.raw import FIELDS, MALFORMED
from doisoat.intake.refusals import refuse
from doisoat.intake.roll import find_header, nearest_header, read_roll
from doisoat.intake.workbook import read_sheet

_SUFFIXES: dict[str, Kind] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".txt": "csv",
    ".xlsx": "workbook",
}
_BATCH = 1 << 17  # rows


@dataclass
class Reading:
    """`tables` yields row_number, the feed's fields and `malformed`; what follows is known when it has ended."""

    layout: Layout
    unknown_columns: list[str]
    tables: Iterator[pa.Table]
    warnings: list[str] = field(default_factory=list)


def open_reading(path: Path, name: str, layout: str | None, *, feed: str, limits: Limits) -> Reading:
    """Find out the layout and start to read. DeliveryRefused if no layout fits; other errors are the readers' own."""
    candidates = _candidates(name, layout, feed)
    if candidates[0].kind == "workbook":
        return _workbook(path, candidates, limits)
    if candidates[0].kind == "parquet":
        return _parquet(path, candidates)
    return _csv(path, candidates, limits)


def _candidates(name: str, layout: str | None, feed: str) -> list[Layout]:
    layouts = load_layouts(feed)
    if layout is not None:
        if layout not in layouts:
            raise refuse("layout_unknown", layout=layout, feed=feed)
        return [layouts[layout]]
    kind = next((k for suffix, k in _SUFFIXES.items() if name.lower().endswith(suffix)), None)
    candidates = [one for one in layouts.values() if one.kind == kind]
    if not candidates:
        raise refuse("layout_not_recognised", feed=feed)
    return candidates


def _csv(path: Path, candidates: list[Layout], limits: Limits) -> Reading:
    headers = {c.name: read_header(path, c.encoding, c.delimiter) for c in candidates}
    layout = next((c for c in candidates if c.matches(headers[c.name])), candidates[0])
    header = headers[layout.name]
    _check_header(header, layout)

    def tables() -> Iterator[pa.Table]:
        first = True
        batches = read_batches(
            path,
            header,
            encoding=layout.encoding,
            delimiter=layout.delimiter,
            max_bytes=limits.max_unpacked_bytes,
        )
        for numbers, columns, malformed in batches:
            table = _shape(numbers, columns.columns, layout.fields(header), layout.feed, malformed)
            yield table.slice(1) if first else table  # the header itself is row 1
            first = False

    return Reading(layout, layout.unknown(header), tables())


def _parquet(path: Path, candidates: list[Layout]) -> Reading:
    file = pq.ParquetFile(path)
    header = file.schema_arrow.names
    layout = next((c for c in candidates if c.matches(header)), candidates[0])
    _check_header(header, layout)

    def tables() -> Iterator[pa.Table]:
        first = 1
        for batch in file.iter_batches(_BATCH):
            numbers = pa.array(range(first, first + batch.num_rows), pa.int64())
            columns = [_text(column) for column in batch.columns]
            yield _shape(numbers, columns, layout.fields(header), layout.feed, {})
            first += batch.num_rows

    return Reading(layout, layout.unknown(header), tables())


def _workbook(path: Path, candidates: list[Layout], limits: Limits) -> Reading:
    cells = read_sheet(path, max_bytes=limits.max_unpacked_bytes)
    layout = next((c for c in candidates if find_header(cells, c) is not None), candidates[0])
    header = find_header(cells, layout)
    if header is None:
        _check_header(nearest_header(cells, layout), layout)
        raise refuse("header_not_found", layout=layout.name)
    _check_header(cells[header], layout)
    roll = read_roll(cells, header, layout)
    columns = {f: pa.array([row.get(f) for row in roll.rows], pa.string()) for f in layout.headers.values()}
    numbers = pa.array(roll.numbers, pa.int64())
    table = _shape(numbers, list(columns.values()), list(columns), layout.feed, {})
    reading = Reading(layout, layout.unknown(cells[header]), iter([table]))
    if roll.printed_total is not None and roll.printed_total != total(table, layout.total_of or ""):
        reading.warnings.append("the total line is not the sum of its rows")
    return reading


def total(table: pa.Table, field_name: str) -> int:
    """Sum of a field's readable amounts."""
    from doisoat.intake.amounts import read_amount

    counts = pc.value_counts(table[field_name].combine_chunks()).to_pylist()
    return sum((read_amount(c["values"]) or 0) * c["counts"] for c in counts)


def _check_header(header: list[str], layout: Layout) -> None:
    fields = [f for f in layout.fields(header) if f is not None]
    if missing := sorted(layout.required - set(fields)):
        raise refuse("columns_missing", columns=", ".join(missing), layout=layout.name)
    if repeated := sorted({f for f in fields if fields.count(f) > 1}):
        raise refuse("columns_repeated", columns=", ".join(repeated))


def _text(column: pa.Array) -> pa.Array:
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type):
        raise refuse("column_type")
    return column.cast(pa.string())


def _shape(
    numbers: pa.Array, columns: list[pa.Array], fields: list[str | None], feed: str, malformed: dict[int, str]
) -> pa.Table:
    """Rows that are blank are left out; malformed lines follow as rows without fields."""
    nothing = pa.nulls(len(numbers), pa.string())
    found = dict(zip(fields, columns, strict=True))
    data = {"row_number": numbers, **{f: _clean(found.get(f, nothing)) for f in FIELDS[feed]}}
    table = pa.table({**data, MALFORMED.name: nothing})
    blank = pc.is_null(table[FIELDS[feed][0]])
    for name in FIELDS[feed][1:]:
        blank = pc.and_(blank, pc.is_null(table[name]))
    table = table.filter(pc.invert(blank))
    if not malformed:
        return table
    lines = {"row_number": list(malformed), MALFORMED.name: list(malformed.values())}
    return pa.concat_tables(
        [table, pa.table(lines).select(["row_number", MALFORMED.name])], promote_options="default"
    )


def _clean(column: pa.Array | pa.ChunkedArray) -> pa.Array | pa.ChunkedArray:
    """Spaces around a value are taken off, and an empty one is null. A zero byte is no text of anybody."""
    if pc.any(pc.match_substring(column, "\0")).as_py():
        raise refuse("zero_bytes")
    trimmed = pc.utf8_trim_whitespace(column)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)
