"""Excel workbooks: the cells of the first sheet as text, read only after the file has been found harmless."""

import datetime as dt
import re
import zipfile
from pathlib import Path

from doisoat.intake.refusals import refuse

_CHUNK = 1 << 20
# A cell with content beyond column AZ: sheets are held as a full grid, and a stray cell in the last corner of an
# otherwise empty sheet would take all memory there is.
_FAR_CELL = re.compile(rb'<(?:\w+:)?c\b[^<>]*?\br="(?:[B-Z][A-Z]|[A-Z]{3})[0-9]+"[^<>]*(?<!/)>')
_OVERLAP = 300

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_sheet(path: Path, *, max_bytes: int) -> list[list[str]]:
    """The cells of the first sheet, from row 1 and column A on; an empty cell is an empty text.

    DeliveryRefused when it unpacks to more than `max_bytes`; other errors are those of zipfile and calamine.
    """
    import python_calamine

    _check_harmless(path, max_bytes)
    with python_calamine.CalamineWorkbook.from_path(str(path)) as workbook:
        sheet = workbook.get_sheet_by_index(0)
        return [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def cell_text(cell: Cell) -> str:
    """A cell as a person reads it: whole numbers without exponent or fraction, dates in ISO form."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e18 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(sep=" ")
    return str(cell).strip()


def _check_harmless(path: Path, max_bytes: int) -> None:
    with zipfile.ZipFile(path) as archive:
        members = archive.infolist()
        if sum(m.file_size for m in members) > max_bytes:
            raise refuse("unpacked_too_large", limit=max_bytes)
        for member in members:
            _check_member(archive, member)


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read it to its end: zipfile stops at the announced size and compares the checksum, so a false size is found."""
    with archive.open(member) as file:
        tail = b""
        while chunk := file.read(_CHUNK):
            if member.filename.startswith("xl/worksheets/") and _FAR_CELL.search(tail + chunk):
                raise refuse("far_cells")
            tail = chunk[-_OVERLAP:]
