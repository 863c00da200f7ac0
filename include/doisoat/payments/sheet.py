"""Tables for people, as CSV and XLSX. A cell that a spreadsheet would run is made text: names come from outside."""

import csv
import io
from collections.abc import Iterable, Sequence

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(cell: object) -> object:
    """Text that begins like a formula gets an apostrophe before it, which spreadsheets show as text; numbers stay."""
    return f"'{cell}" if isinstance(cell, str) and cell.lstrip(" ").startswith(_RUNS) else cell


def write_csv(header: Sequence[str], lines: Iterable[Sequence[object]], *, mark: bool = False) -> bytes:
    """UTF-8 CSV; with `mark` the byte order mark that Excel wants in order to show Vietnamese."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(["" if cell is None else harmless(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig" if mark else "utf-8")


def write_xlsx(
    title: Sequence[str], header: Sequence[str], lines: Iterable[Sequence[object]], widths: Sequence[int]
) -> bytes:
    """A workbook of one sheet; the same content gives the same bytes. Text stays text, numbers are đồng."""
    import datetime as dt

    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": dt.datetime(2024, 1, 1)})  # noqa: DTZ001  # no clock in the bytes
    bold, money, head = (
        book.add_format(f) for f in ({"bold": True}, {"num_format": "#,##0"}, {"bold": True, "border": 1})
    )
    sheet = book.add_worksheet()
    for row, text in enumerate(title):
        sheet.write_string(row, 0, text, bold)
    for column, (name, width) in enumerate(zip(header, widths, strict=True)):
        sheet.write_string(len(title), column, name, head)
        sheet.set_column(column, column, width)
    for row, line in enumerate(lines, len(title) + 1):
        for column, cell in enumerate(line):
            if isinstance(cell, int):
                sheet.write_number(row, column, cell, money)
            elif cell is not None:
                sheet.write_string(row, column, str(harmless(cell)))
    sheet.freeze_panes(len(title) + 1, 0)
    book.close()
    return target.getvalue()
