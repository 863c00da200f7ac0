"""A roll as the agencies lay it out: title lines, a header row or two, data, total lines, signatures."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.amounts import read_amount
from doisoat.intake.distinct import map_distinct
from doisoat.intake.layout import UNDER, Layout, plain_header
from doisoat.intake.workbook import Rows, Sheet, cell_text, text_column
from doisoat.records.table import MONEY

_TITLE_LINES = 60  # rows in which the header row is looked for
_COLUMN_NUMBER = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?(=.*)?")
# A code, a number, an amount, a date: what no title, heading or signature has alone in a cell.
_DATUM = re.compile(r"(?=.*\d)[^\s:]+")


@dataclass(frozen=True)
class Header:
    """The header's cells, of a two-row header as `upper > lower`; `body` is the index of the row after it."""

    cells: list[str]
    body: int


@dataclass
class Roll:
    """Data rows by place of the layout, with their row numbers; row numbers of the lines that are no data, by what
    they are; and for each total line what it says and what the rows above it add up to (since the last one, and
    from the first row on)."""

    numbers: pa.Array
    columns: dict[str, pa.Array]
    aside: dict[str, list[int]] = field(default_factory=dict)
    totals: list[tuple[int, int, int]] = field(default_factory=list)


def find_header(rows: Rows, layout: Layout) -> Header | None:
    """The first header among the top rows that names every mandatory column."""
    headers = (_header(rows, at, layout) for at in range(min(len(rows), _TITLE_LINES)))
    return next((header for header in headers if not layout.missing(header.cells)), None)


def nearest_header(rows: Rows, layout: Layout) -> list[str]:
    """The header among the top rows that names most columns of the layout: what a refusal is explained with."""
    headers = [_header(rows, at, layout).cells for at in range(min(len(rows), _TITLE_LINES))]
    return max(headers, key=lambda cells: len({*layout.places_of(cells)} - {None}), default=[])


def read_roll(sheet: Sheet, header: Header, layout: Layout) -> Roll:
    """Rows under the header. Lines that hold no field are passed over, and so are total lines, headings, signatures
    and repeated headers: rows with fewer than half of the mandatory cells, and none of them a datum.
    """
    places = layout.places_of(header.cells)
    _fill_merged(sheet, header, places, layout)
    blank = [""] * len(header.cells)  # one cell at the bottom of a sheet makes a million of these
    numbers = np.array([n for n, row in enumerate(sheet.rows, 1) if n > header.body and row != blank], np.int64)
    body = [sheet.rows[number - 1] for number in numbers.tolist()]
    found = {place: text_column(cells) for place, cells in zip(places, zip(*body, strict=True), strict=False) if place}
    if not body:
        found = {place: pa.array([], pa.string()) for place in places if place}
    roll = Roll(pa.array([], pa.int64()), found)
    keep = _filled(found, found, len(body)) > 0
    needed = _filled(found, layout.required, len(body))
    doubtful = keep & (2 * needed < len(layout.required)) | _repeats(found, header, places, len(body))
    kinds = _kinds(body, doubtful, header, places, layout)
    for at, kind in kinds.items():
        keep[at] = kind == "data"
    _tell_aside(roll, kinds, keep, numbers)
    _add_up(roll, found.get(layout.total_of or ""), keep, kinds)
    mask = pa.array(keep)
    roll.numbers = pa.array(numbers[keep])
    roll.columns = {place: column.filter(mask) for place, column in found.items()}
    return roll


def _header(rows: Rows, at: int, layout: Layout) -> Header:
    upper = [cell_text(cell) for cell in rows[at]]
    overs = {place.split(UNDER)[0] for place in layout.places if UNDER in place}
    if at + 1 >= len(rows) or not overs & set(map(plain_header, upper)):
        return Header(upper, at + 1)
    cells, group, two_rows = [], "", False
    for above, below in zip(upper, map(cell_text, rows[at + 1]), strict=False):
        group = above if above else group
        both = f"{group}{UNDER}{below}"
        two_rows |= plain_header(both) in layout.places
        named = (text for text in (both, below, above) if plain_header(text) in layout.places)
        cells.append(next(named, above or below))
    return Header(cells, at + 2) if two_rows else Header(upper, at + 1)


def _fill_merged(sheet: Sheet, header: Header, places: Sequence[str | None], layout: Layout) -> None:
    """A ward's name that stands once beside all its rows belongs to each of them."""
    merged = {f for f, column in layout.columns.items() if column.merged}
    columns = {i for i, place in enumerate(places) if place in merged}
    room = len(columns) * len(sheet.rows)  # ranges that overlap would take for ever
    for (top, left), (bottom, _) in sheet.merged:
        room -= bottom - top
        if left not in columns or top < header.body or room < 0:
            continue
        for row in sheet.rows[top + 1 : bottom + 1]:
            if row[left] == "" and any(cell != "" for cell in row):  # noqa: PLC1901  # 0 is a cell too
                row[left] = sheet.rows[top][left]


def _filled(found: dict[str, pa.Array], fields: Iterable[str], rows: int) -> npt.NDArray[np.int64]:
    """How many of the fields each row has; a field that is split over columns counts once."""
    count = np.zeros(rows, np.int64)
    for f in fields:
        valid = np.zeros(rows, np.bool_)
        for place, column in found.items():
            if place == f or place.startswith(f + UNDER):
                valid |= column.is_valid().to_numpy(zero_copy_only=False)
        count += valid
    return count


def _repeats(
    found: dict[str, pa.Array], header: Header, places: Sequence[str | None], rows: int
) -> npt.NDArray[np.bool_]:
    """Rows that may be the header again, as on the next printed page."""
    marks = np.zeros(rows, np.bool_)
    texts = {place: text for place, text in zip(places, header.cells, strict=False) if place}
    for place in list(found)[:2]:
        marks |= pc.fill_null(pc.equal(found[place], texts[place]), False).to_numpy(zero_copy_only=False)
    marks[:1] = True  # the first row under the header may number the columns
    return marks


def _kinds(
    body: Rows, doubtful: npt.NDArray[np.bool_], header: Header, places: Sequence[str | None], layout: Layout
) -> dict[int, str]:
    """What each doubtful row is, by index; rows without any field are none of these."""
    kinds = {}
    for at in np.flatnonzero(doubtful).tolist():
        cells = [cell_text(cell) for cell in body[at]]
        if any(cell for cell, place in zip(cells, places, strict=False) if place):
            kinds[at] = _kind(cells, places, header, layout, first=at == 0)
    return kinds


def _kind(cells: list[str], places: Sequence[str | None], header: Header, layout: Layout, *, first: bool) -> str:
    texts = [cell for cell in cells if cell]
    if first and len(texts) > 2 and all(map(_COLUMN_NUMBER.fullmatch, texts)):
        return "column numbers"
    if 2 * sum(a == b for a, b in zip(cells, header.cells, strict=False) if a) > len(texts):
        return "header"
    filled = {p.split(UNDER)[0] for p, cell in zip(places, cells, strict=False) if p and cell} & layout.required
    if 2 * len(filled) >= len(layout.required):
        return "data"
    if layout.end_markers and plain_header(texts[0]).startswith(layout.end_markers):
        return "total"
    return "data" if any(map(_DATUM.fullmatch, texts)) else "text"


def _tell_aside(roll: Roll, kinds: dict[int, str], keep: npt.NDArray[np.bool_], numbers: npt.NDArray[np.int64]) -> None:
    last = int(np.flatnonzero(keep)[-1]) if keep.any() else -1
    for at, kind in kinds.items():
        if kind != "data":
            name = {"text": "heading" if at < last else "signature"}.get(kind, kind)
            roll.aside.setdefault(name, []).append(int(numbers[at]))


def _add_up(roll: Roll, amounts: pa.Array | None, keep: npt.NDArray[np.bool_], kinds: dict[int, str]) -> None:
    """Compare at each total line that has a readable total."""
    totals = [at for at, kind in kinds.items() if kind == "total"]
    if amounts is None or not totals:
        return
    values = map_distinct(amounts, read_amount, MONEY)
    sums = np.cumsum(np.where(keep, values.fill_null(0).to_numpy(), 0))
    before = 0
    for at in totals:
        if (printed := values[at].as_py()) is not None:
            whole = int(sums[at])
            roll.totals.append((printed, whole - before, whole))
            before = whole
