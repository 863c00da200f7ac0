"""Excel workbooks: the cells of the visible sheets, read only after the file has been found harmless."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.config import Limits
from doisoat.intake.refusals import Sentence, refuse, say
from doisoat.intake.workbook_scan import Found, scan_workbook

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta
Rows = list[list[Cell]]
# Row, column of the first and of the last cell, from 0.
Merged = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class Sheet:
    """Cells from row 1 and column A on, all rows equally wide; an empty cell is an empty text."""

    name: str
    rows: Rows
    merged: Sequence[Merged] = ()


@dataclass
class Book:
    """The visible sheets that have cells; `warnings` tell what a person would not see in Excel, or see otherwise."""

    sheets: list[Sheet]
    warnings: list[Sentence] = field(default_factory=list)


def read_book(path: Path, limits: Limits) -> Book:
    """DeliveryRefused when the workbook is not harmless; other errors are those of zipfile and calamine."""
    import python_calamine

    found = scan_workbook(path, limits)
    try:
        with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            shown, hidden = [], 0
            for sheet in workbook.sheets_metadata:
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    visible = sheet.visible == python_calamine.SheetVisibleEnum.Visible
                    shown += [sheet.name] if visible else []
                    hidden += not visible
            sheets = [_sheet(workbook.get_sheet_by_name(name), limits) for name in shown]
    except BaseException as error:
        # A defect of the library in Rust ends as a PanicException, which is no Exception.
        if type(error).__name__ == "PanicException":
            raise refuse("file_damaged_inside") from None
        raise
    return Book([sheet for sheet in sheets if sheet.rows], list(_warnings(found, hidden)))


def _warnings(found: Found, hidden_sheets: int) -> Iterator[Sentence]:
    if hidden_sheets:
        yield say("hidden_sheets", count=hidden_sheets)
    if found.hidden_rows:
        yield say("hidden_rows", count=found.hidden_rows)
    if found.formulas_without_value:
        yield say("formulas_without_value", count=found.formulas_without_value)
    if found.external:
        yield say("external_workbook")


def text_column(cells: Sequence[Cell]) -> pa.Array:
    """A column's cells as text, spaces around taken off, null for an empty one."""
    try:
        texts = pa.array(cells, pa.string())
    except pa.ArrowTypeError:  # not all of them are texts
        texts = pa.array([cell if type(cell) is str else cell_text(cell) for cell in cells], pa.string())
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without exponent or fraction, dates in ISO form."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell).strip()


def _sheet(sheet: object, limits: Limits) -> Sheet:
    width, height = sheet.total_width, sheet.total_height  # type: ignore[attr-defined]
    if width * height > limits.max_sheet_cells:
        raise refuse("sheet_too_large", limit=limits.max_sheet_cells)
    rows = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    return Sheet(sheet.name, rows, sheet.merged_cell_ranges or ())  # type: ignore[attr-defined]
