"""A district's roll as a workbook: titles, header, rows, total and signatures."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from doisoat.synthetic.columns import SPLIT_SEXES

CREATED = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)  # in every file: the same rows give the same bytes
AMOUNT_COLUMN = 7
FIRST_ROW = 7  # 0-based row of the first entry below a header of one row


@dataclass(frozen=True)
class Sheet:
    """A workbook to write: `rows` are the cells right of the running number."""

    path: Path
    district: str
    month: str  # MM/YYYY
    rows: list[list[Any]]
    total: int


def write_workbook(sheet: Sheet, headers: Sequence[str], *, split: int | None = None) -> None:
    """Write one sheet. Text stays text, `date` becomes an Excel date, numbers become numbers.

    With `split` the header has two rows: the column of that number and the next stand under one heading.
    """
    book = xlsxwriter.Workbook(str(sheet.path), {"default_date_format": "dd/mm/yyyy", "strings_to_formulas": False})
    book.set_properties({"created": CREATED, "author": "Phòng LĐTBXH"})
    page = book.add_worksheet("Danh sách")
    for row, text in enumerate(_titles(sheet)):
        page.write_string(row, 0 if row != 1 else 6, text)
    header_format = book.add_format({"bold": True, "border": 1})
    first = FIRST_ROW
    if split is None:
        for column, header in enumerate(headers):
            page.write_string(FIRST_ROW - 1, column, header, header_format)
    else:
        _write_two_rows(page, headers, split, header_format)
        first += 1
    date_format = book.add_format({"num_format": "dd/mm/yyyy"})
    for number, cells in enumerate(sheet.rows):
        page.write_number(first + number, 0, number + 1)
        for column, cell in enumerate(cells, start=1):
            _write_cell(page, first + number, column, cell, date_format)
    _write_foot(page, first + len(sheet.rows), sheet)
    book.close()


def _write_two_rows(page: Any, headers: Sequence[str], split: int, style: Any) -> None:
    row = FIRST_ROW - 1
    for column, header in enumerate(headers):
        if column == split:
            page.merge_range(row, column, row, column + 1, header, style)
        elif column != split + 1:
            page.merge_range(row, column, row + 1, column, header, style)
    for column, sex in enumerate(SPLIT_SEXES, start=split):
        page.write_string(row + 1, column, sex, style)


def _titles(sheet: Sheet) -> tuple[str, ...]:
    return (
        f"UBND {sheet.district.upper()} - PHÒNG LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"DANH SÁCH CHI TRẢ TRỢ CẤP HẰNG THÁNG - THÁNG {sheet.month}",
        "(Kèm theo Quyết định của UBND cấp huyện)",
    )


def _write_cell(page: Any, row: int, column: int, cell: Any, date_format: Any) -> None:
    if isinstance(cell, str):
        if cell:
            page.write_string(row, column, cell)
    elif isinstance(cell, dt.date):
        page.write_datetime(row, column, dt.datetime(cell.year, cell.month, cell.day), date_format)  # noqa: DTZ001
    else:
        page.write_number(row, column, cell)


def _write_foot(page: Any, row: int, sheet: Sheet) -> None:
    page.write_string(row, 0, "Tổng cộng")
    page.write_number(row, AMOUNT_COLUMN, sheet.total)
    page.write_string(row + 2, 1, "NGƯỜI LẬP BIỂU")
    page.write_string(row + 2, 11, "TRƯỞNG PHÒNG")
    page.write_string(row + 3, 1, "(Ký, ghi rõ họ tên)")
    page.write_string(row + 3, 11, "(Ký tên, đóng dấu)")
