"""Find the layout of a file: the one that the manifest names, or the one whose header it has."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path

import pyarrow.parquet as pq

from doisoat.errors import DeliveryRefused
from doisoat.intake.config import Limits
from doisoat.intake.content import kinds_of
from doisoat.intake.dbf import read_fields, text_sample
from doisoat.intake.delimited import encoding_of, read_header
from doisoat.intake.fixed import is_fixed
from doisoat.intake.iso20022 import COLUMNS, holds
from doisoat.intake.layout import Kind, Layout
from doisoat.intake.layouts import load_layouts
from doisoat.intake.refusals import Sentence, refuse, say
from doisoat.intake.roll import Header, find_header, nearest_header
from doisoat.intake.transcode import Encoding, settle
from doisoat.intake.workbook import Book, Sheet, read_book

SUFFIXES: dict[str, Kind] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".csv.gz": "csv",
    ".txt": "csv",
    ".txt.gz": "csv",
    ".xlsx": "workbook",
    ".dbf": "dbf",
    ".xml": "xml",
    ".xml.gz": "xml",
}
_DELIMITERS, _DELIMITER_NAMES = frozenset(",;|\t"), {"\t": "tab"}
_MAX_SHOWN = 40  # characters of a header cell


@dataclass(frozen=True)
class HeadedSheet:
    """`offset` rows are in the sheets before it."""

    sheet: Sheet
    header: Header
    offset: int


@dataclass
class Recognised:
    """The layout and what was found out on the way. `sheets` are those of a workbook that are read."""

    layout: Layout
    header: list[str]
    encoding: Encoding = Encoding("utf-8")
    sheets: list[HeadedSheet] = field(default_factory=list)
    warnings: list[Sentence] = field(default_factory=list)


def recognise(path: Path, name: str, layout: str | None, *, feed: str, limits: Limits) -> Recognised:
    """DeliveryRefused if no layout fits, or more than one as well as another; other errors are the readers' own."""
    candidates = candidates_for(path, name, layout, feed=feed)
    book = read_book(path, limits) if candidates[0].kind == "workbook" else None
    fits: list[Recognised] = []
    refusals: list[tuple[int, DeliveryRefused]] = []
    for candidate in candidates:
        try:
            fits.append(try_layout(path, candidate, book))
        except DeliveryRefused as refused:
            strangeness = 0 if refused.code == "delimiter_other" else _strangeness(candidate, path, book)
            refusals.append((strangeness, refused))
    if not fits:
        _check_name(name, candidates)
        raise min(refusals, key=lambda pair: pair[0])[1]
    best = min(len(fit.layout.unknown(fit.header)) for fit in fits)
    fits = [fit for fit in fits if len(fit.layout.unknown(fit.header)) == best]
    if len(fits) > 1:
        raise refuse("layout_ambiguous", layouts=", ".join(fit.layout.name for fit in fits))
    return fits[0]


def candidates_for(path: Path, name: str, layout: str | None, *, feed: str) -> list[Layout]:
    """The layouts that a file of that content and name may have."""
    layouts, kinds = load_layouts(feed), kinds_of(path)
    if layout is not None:
        if layout not in layouts:
            raise refuse("layout_unknown", layout=layout[:40], feed=feed)
        if layouts[layout].kind not in kinds:
            raise refuse("layout_kind", layout=layout, kind=layouts[layout].kind, found=" / ".join(sorted(kinds)))
        return [layouts[layout]]
    known = any(name.lower().endswith(suffix) for suffix in SUFFIXES)
    candidates = [one for one in layouts.values() if one.kind in kinds]
    if not candidates or not known:
        raise refuse("layout_not_recognised", feed=feed)
    return candidates


def _check_name(name: str, candidates: Sequence[Layout]) -> None:
    """What is not read at all and not what its name says is rather damaged than a table of another kind."""
    named = next((kind for suffix, kind in SUFFIXES.items() if name.lower().endswith(suffix)), None)
    kinds = {candidate.kind for candidate in candidates}
    if named is not None and named not in kinds and not (named == "csv" and "fixed" in kinds):
        raise refuse("content_kind", kind=named)


def try_layout(path: Path, layout: Layout, book: Book | None) -> Recognised:
    """The file as that layout sees it; DeliveryRefused says why it does not fit."""
    if layout.kind == "workbook" and book is not None:
        return _workbook(book, layout)
    if layout.kind == "fixed" and layout.record is not None:
        if not is_fixed(path, layout.record):
            raise refuse("record_first", letter=layout.record.first)
        return Recognised(layout, [], Encoding(layout.encoding))
    if layout.message is not None:
        if not holds(path, layout.message):
            raise refuse("xml_message", message=layout.message)
        return Recognised(layout, list(COLUMNS))
    return _table(path, layout)


def _table(path: Path, layout: Layout) -> Recognised:
    header, encoding = _header(path, layout)
    if layout.kind == "csv" and layout.missing(header):
        _check_delimiter(path, layout, encoding)
    check_header(header, layout)
    return Recognised(layout, header, encoding, warnings=[encoding.warning] if encoding.warning else [])


def _check_delimiter(path: Path, layout: Layout, encoding: Encoding) -> None:
    """DeliveryRefused if it is the layout's header, only with another sign between its columns."""
    for sign in sorted(_DELIMITERS - {layout.delimiter}):
        header = read_header(path, replace(layout, delimiter=sign), encoding)
        if not layout.missing(header):
            found, expected = (_DELIMITER_NAMES.get(one, f"'{one}'") for one in (sign, layout.delimiter))
            raise refuse("delimiter_other", found=found, layout=layout.name, expected=expected)


def _header(path: Path, layout: Layout) -> tuple[list[str], Encoding]:
    if layout.kind == "parquet":
        return pq.read_schema(path).names, Encoding("utf-8")
    if layout.kind == "dbf":
        data = path.read_bytes()
        return [f.name for f in read_fields(data)], settle(text_sample(data), layout.encoding)
    encoding = encoding_of(path, layout)
    return read_header(path, layout, encoding), encoding


def _workbook(book: Book, layout: Layout) -> Recognised:
    offsets = accumulate((len(sheet.rows) for sheet in book.sheets), initial=0)
    headed = [
        HeadedSheet(sheet, header, offset)
        for sheet, offset in zip(book.sheets, offsets, strict=False)
        if (header := find_header(sheet.rows, layout))
    ]
    if not headed:
        check_header(_nearest(book, layout), layout)
        raise refuse("header_not_found", layout=layout.name)
    if len(headed) > 1 and not layout.all_sheets:
        raise refuse("sheets_several", sheets=", ".join(one.sheet.name[:_MAX_SHOWN] for one in headed))
    for one in headed:
        check_header(one.header.cells, layout)
    others = 0 if layout.all_sheets else len(book.sheets) - 1
    warnings = [*book.warnings, *([say("other_sheets", count=others)] if others else [])]
    return Recognised(layout, headed[0].header.cells, sheets=headed, warnings=warnings)


def check_header(header: Sequence[str], layout: Layout) -> None:
    """DeliveryRefused if a mandatory column is missing, or one is there twice."""
    if missing := layout.missing(header):
        accepted = "; ".join(f"{f}: {' / '.join(layout.accepted_headers(f))}" for f in missing)
        shown = _shown(header, layout)
        raise refuse("columns_missing", columns=", ".join(missing), layout=layout.name, accepted=accepted, header=shown)
    places = [place for place in layout.places_of(header) if place is not None]
    if repeated := sorted({place for place in places if places.count(place) > 1}):
        raise refuse("columns_repeated", columns=", ".join(map(layout.written, repeated)))


def _shown(header: Sequence[str], layout: Layout) -> str:
    """The header that was found. A file without one has a person in its first line: that is not shown."""
    known = sum(place is not None for place in layout.places_of(header))
    texts = [cell[:_MAX_SHOWN] for cell in header if cell]
    sure = known >= 2 and not any(cell.isdigit() for cell in texts)
    return " | ".join(texts) if sure else "?"


def _nearest(book: Book, layout: Layout) -> list[str]:
    headers = [nearest_header(sheet.rows, layout) for sheet in book.sheets]
    return max(headers, key=lambda cells: len({*layout.places_of(cells)} - {None}), default=[])


def _strangeness(layout: Layout, path: Path, book: Book | None) -> int:
    """How many mandatory columns it lacks: among refusals the nearest layout's is told."""
    if layout.kind in {"fixed", "xml"}:
        return 1_000
    try:
        header = _nearest(book, layout) if book is not None else _header(path, layout)[0]
    except DeliveryRefused:
        return 0  # what is wrong comes before the header
    return len(layout.missing(header))
