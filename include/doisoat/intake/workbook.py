"""Excel workbooks: the cells of the visible sheets, read only after the file has been found harmless."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.config import Limits
from doisoat.intake.refusals import refuse
from doisoat.intake.workbook_scan import scan_workbook

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
    warnings: list[str] = field(default_factory=list)


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
    counts = {
        "hidden sheets are not read": hidden,
        "hidden rows are read like the others": found.hidden_rows,
        "formulas have no value and are read as empty": found.formulas_without_value,
        "it refers to other workbooks; their last known values are read": int(found.external),
    }
    warnings = [text if text.startswith("it ") else f"{n} {text}" for text, n in counts.items() if n]
    return Book([sheet for sheet in sheets if sheet.rows], warnings)


def text_column(cells: Sequence[Cell]) -> pa.Array:
    """A column's cells as text, spaces around taken off, null for an empty one."""
    try:
        texts = pa.array(cells, pa.string())
    except pa.ArrowTypeError:  # not all are texts
        mixed = bool in set(map(type, cells))  # True equals 1
        known = {} if mixed else {cell: cell_text(cell) for cell in set(cells)}
        texts = pa.array([cell_text(cell) for cell in cells] if mixed else map(known.__getitem__, cells), pa.string())
    trimmed = pc.utf8_trim_whitespace(texts)
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without exponent or fraction, dates in ISO form."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell).strip()


def _sheet(sheet: object, limits: Limits) -> Sheet:
    width, height = sheet.total_width, sheet.total_height  # type: ignore[attr-defined]
    if width * height > limits.max_sheet_cells:
        raise refuse("sheet_too_large", limit=limits.max_sheet_cells)
    rows = sheet.to_python(skip_empty_area=False)  # type: ignore[attr-defined]
    return Sheet(sheet.name, rows, sheet.merged_cell_ranges or ())  # type: ignore[attr-defined]
