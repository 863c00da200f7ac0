"""Wards that report back: they fill in their worklists, most of them truthfully, some carelessly."""

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import python_calamine
import xlsxwriter

from doisoat.synthetic.delivery import Delivery

FILE = "danh-sach.xlsx"
REPORTED = 0.3  # of the lines of a list
CARELESS = 0.15  # of the results
# What a ward finds, and how often; the reason that goes with it.
FOUND = {"account_opened": 0.35, "declined": 0.15, "incapable": 0.1, "absent": 0.25, "deceased": 0.05, "moved_out": 0.1}
WRITTEN = {
    "account_opened": "Đã có tài khoản",
    "declined": "Từ chối",
    "incapable": "Không đủ khả năng",
    "absent": "Vắng mặt",
    "deceased": "Đã mất",
    "moved_out": "Chuyển đi",
}
MISTAKES = ("name_altered", "no_reason", "no_number", "day_ahead", "said_twice")
HEADER = "Họ và tên"
Sheets = dict[str, list[list[Any]]]


@dataclass(frozen=True)
class Told:
    """A result that a ward wrote: `mistake` says why it cannot be taken, None if it can."""

    worklist_id: str
    result: str
    listed_on: dt.date
    delivered_on: dt.date
    mistake: str | None = None


def report_back(  # noqa: PLR0913
    lists: Path,
    landing: Path,
    *,
    listed_on: dt.date,
    date: dt.date,
    rng: np.random.Generator,
    sequence: int = 1,
    districts: str = "*",
) -> list[Told]:
    """Every ward fills in some of its list of `listed_on`, below the folder `lists`, and delivers it for `date`.

    `districts` is a pattern of codes: the wards of others deliver nothing.
    """
    told: list[Told] = []
    for path in sorted(lists.glob(f"{listed_on}/{districts}/*.xlsx")):
        sheets = _read(path)
        results = list(_fill(sheets, listed_on, date, rng))
        if results:
            delivery = Delivery(landing, "fieldwork", date, path.stem, sequence)
            (delivery.folder / FILE).write_bytes(_save(_worked_with(sheets, rng)))
            delivery.close([(FILE, "worklist-return", sum(1 + (t.mistake == "said_twice") for t in results), {})])
            told += results
    return told


def _fill(sheets: Sheets, listed_on: dt.date, date: dt.date, rng: np.random.Generator) -> Iterator[Told]:
    for rows in sheets.values():
        at = next((n for n, row in enumerate(rows) if HEADER in row), None)
        if at is None:
            continue
        places = {str(header): column for column, header in enumerate(rows[at])}
        for row in list(rows[at + 1 :]):
            if rng.random() < REPORTED:
                yield _write(row, rows, places, listed_on, date, rng)


def _write(
    row: list[Any],
    rows: list[list[Any]],
    places: dict[str, int],
    listed_on: dt.date,
    date: dt.date,
    rng: np.random.Generator,
) -> Told:
    result = str(rng.choice(list(FOUND), p=list(FOUND.values())))
    mistake = str(rng.choice(MISTAKES)) if rng.random() < CARELESS else None
    if mistake in {"no_reason", "no_number"}:
        result = "declined" if mistake == "no_reason" else "account_opened"
    cells: dict[str, Any] = {"Kết quả": WRITTEN[result], "Người ghi": "Trần Văn Tổ"}
    cells["Ngày làm"] = f"{date:%d/%m/%Y}" if rng.random() < 0.5 else date
    if result == "account_opened":
        cells |= {"Ngân hàng": "Agribank", "Số tài khoản": f"9{rng.integers(10**11, 10**12)}"}
    if result == "declined":
        cells["Lý do"] = "Muốn nhận tiền mặt"
    if mistake == "no_reason":
        cells["Lý do"] = ""
    if mistake == "no_number":
        cells["Số tài khoản"] = ""
    if mistake == "day_ahead":
        cells["Ngày làm"] = f"{date + dt.timedelta(days=2):%d/%m/%Y}"
    if mistake == "name_altered":
        cells[HEADER] = f"{row[places[HEADER]]} (con)"
    for header, value in cells.items():
        row[places[header]] = value
    if mistake == "said_twice":
        other = list(row)
        other[places["Kết quả"]] = WRITTEN["absent" if result != "absent" else "incapable"]
        rows.append(other)
    return Told(str(row[places["Mã việc"]]), result, listed_on, date, mistake)


def _worked_with(sheets: Sheets, rng: np.random.Generator) -> Sheets:
    """Sheets change their order, and lines theirs, as when somebody sorts."""
    names = list(sheets)
    rng.shuffle(names)
    mixed: Sheets = {}
    for name in names:
        rows = sheets[name]
        at = next((n for n, row in enumerate(rows) if HEADER in row), len(rows) - 1)
        lines = rows[at + 1 :]
        mixed[name] = [*rows[: at + 1], *(lines[n] for n in rng.permutation(len(lines)))]
    return mixed


def _read(path: Path) -> Sheets:
    with python_calamine.CalamineWorkbook.from_path(str(path)) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def _save(sheets: Sheets) -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, column, dt.datetime.combine(cell, dt.time()), day)
                else:
                    sheet.write(at, column, cell)
    book.close()
    return target.getvalue()
