"""What a ward hears of the list it sent back: a copy beside the receipt, with what became of each line and why."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import xlsxwriter

from doisoat.errors import StorageError
from doisoat.identifiers.seal import read_seal
from doisoat.intake.raw import raw_table
from doisoat.publish.labels import read_labels
from doisoat.records import mart
from doisoat.records.core import FIELDWORK, FILE_ACCOUNTING, QUARANTINE
from doisoat.storage.lake import Lake
from doisoat.storage.objects import ObjectStore
from doisoat.storage.reference import ward_names

FEED = FIELDWORK.name
_KEY = ("delivery_date", "sender", "sequence")
_COLUMNS = (
    *(("Tờ", 18), ("Dòng", 6), ("Họ và tên", 25), ("Kết quả đã ghi", 18), ("Xử lý", 12)),
    *(("Vì sao", 60), ("Mã việc", 34)),
)
_HEADERS = {  # of the columns of the list that a reason is about
    "worklist_id": "Mã việc",
    "seal": "Mã kiểm tra",
    "result": "Kết quả",
    "result_reason": "Lý do",
    "account_number": "Số tài khoản",
    "bank_name": "Ngân hàng",
    "done_on": "Ngày làm",
}
# Text that begins like a formula stays text, also when somebody edits the cell.
_CELL = {"border": 1, "text_wrap": True, "valign": "top", "quote_prefix": True}
Key = tuple[dt.date, str, int]
Labels = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Known:
    """What the lines of tonight are judged by: rows put aside, the tasks there were, the newest list reported on."""

    aside: Mapping[tuple[str, str, int], tuple[str, str]]  # sender, file, row number → field, reason
    tasks: Mapping[str, dt.date] | None  # since when each has been open; None: no list was made yet
    newest: Mapping[str, dt.date]

    def verdict(self, row: Mapping[str, Any], labels: Labels) -> tuple[bool, str]:
        """Whether a line was taken, and what is to be said of it in Vietnamese."""
        if found := self.aside.get((row["sender"], row["file"], row["row_number"])):
            field, reason = found
            said = labels.get(("quarantine_reason", reason), reason)
            return False, f"{_HEADERS[field]}: {said}" if field in _HEADERS else said
        sealed = read_seal(row["seal"])
        if self.tasks is not None and row["worklist_id"] not in self.tasks:
            return False, labels["fieldwork_verdict", "closed"]
        if sealed is not None and sealed.listed_on < self._oldest_list(row["worklist_id"], sealed.listed_on):
            return False, labels["fieldwork_verdict", "stale"]
        return True, labels["fieldwork_verdict", "taken"]

    def _oldest_list(self, worklist_id: str, listed_on: dt.date) -> dt.date:
        """From when on a list is new enough: of the newest already reported on, and not before the task came (back)."""
        return max(self.newest.get(worklist_id, listed_on), (self.tasks or {}).get(worklist_id, listed_on))


def answer(date: dt.date, *, lake: Lake, landing: ObjectStore) -> dict[str, int]:
    """Write `_receipts/fieldwork/<date>/<ward>/<sequence>.xlsx` for the deliveries that no earlier night has seen.

    A landing that takes no copy is counted (`unwritten`) and stops nobody.
    """
    accounting = lake.read(FILE_ACCOUNTING, date, FEED)
    fresh = _keys(accounting) - _seen_before(date, lake)
    labels = {(row["domain"], row["code"]): row["label_vi"] for row in read_labels().to_pylist()}
    rows: dict[Key, list[dict[str, Any]]] = defaultdict(list)
    for row in lake.read(raw_table(FEED), date).to_pylist() if fresh else ():
        rows[row["delivery_date"], row["sender"], row["sequence"]].append(row)
    refusals = {_key(file): file["reason_vi"] for file in accounting.to_pylist() if file["outcome"] == "refused"}
    known, counts = _known(date, lake), {"answered": 0, "unwritten": 0}
    for key in sorted(fresh):
        lines = [(row, *known.verdict(row, labels)) for row in sorted(rows[key], key=lambda r: int(r["row_number"]))]
        data = _workbook(key, lines, refusals.get(key), labels)
        try:
            landing.write(f"_receipts/{FEED}/{key[0]}/{key[1]}/{key[2]}.xlsx", data)
            counts["answered"] += 1
        except (StorageError, OSError):
            counts["unwritten"] += 1
    return counts


def _known(date: dt.date, lake: Lake) -> Known:
    aside = {
        (row["sender"], row["file"], row["row_number"]): (row["field"], row["reason"])
        for row in lake.read(QUARANTINE, date, FEED).to_pylist()
    }
    listed = lake.former(mart.TASK, date)
    tasks = None if listed is None else lake.read(mart.TASK, listed, columns=["worklist_id", "opened_on"]).to_pylist()
    reported = lake.read(FIELDWORK, date, columns=["worklist_id", "listed_on"])
    newest = reported.group_by("worklist_id").aggregate([("listed_on", "max")]).to_pylist()
    return Known(
        aside,
        None if tasks is None else {row["worklist_id"]: row["opened_on"] for row in tasks},
        {row["worklist_id"]: row["listed_on_max"] for row in newest},
    )


def _seen_before(date: dt.date, lake: Lake) -> set[Key]:
    former = lake.former(FIELDWORK, date)
    return set() if former is None else _keys(lake.read(FILE_ACCOUNTING, former, FEED))


def _keys(accounting: pa.Table) -> set[Key]:
    return {_key(row) for row in accounting.select(list(_KEY)).to_pylist()}


def _key(row: Mapping[str, Any]) -> Key:
    return row["delivery_date"], row["sender"], row["sequence"]


def _workbook(
    key: Key, lines: Sequence[tuple[dict[str, Any], bool, str]], refusal: str | None, labels: Labels
) -> bytes:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"created": dt.datetime.combine(key[0], dt.time())})
    bold, head = book.add_format({"bold": True}), book.add_format({**_CELL, "bold": True, "bg_color": "#D9E2F3"})
    said = {True: book.add_format(_CELL), False: book.add_format({**_CELL, "bg_color": "#FFF9E5"})}
    sheet = book.add_worksheet("Trả lời")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LTài liệu có dữ liệu cá nhân&RTrang &P/&N")
    taken = sum(ok for _, ok, _ in lines)
    ward = ", ".join(filter(None, ward_names(key[0]).get(key[1], ("xã, phường",))))
    title = f"Trả lời danh sách của {ward} ({key[1]}), nộp ngày {key[0]:%d/%m/%Y}, lần {key[2]}"
    sheet.write_string(0, 0, title, bold)
    summary = f"Đã nhận {taken} dòng, chưa nhận {len(lines) - taken} dòng."
    sheet.write_string(1, 0, summary if refusal is None else f"Không nhận được tệp: {refusal}", bold)
    for column, (header, width) in enumerate(_COLUMNS):
        sheet.set_column(column, column, width)
        sheet.write_string(3, column, header, head)
    for at, (row, ok, why) in enumerate(lines, 4):
        result = labels.get(("fieldwork_result", row["result"] or ""), row["result"])
        cells = (row["sheet"], row["sheet_row"], row["full_name"], result, "Đã nhận" if ok else "Chưa nhận", why)
        for column, text in enumerate((*cells, row["worklist_id"])):
            sheet.write_string(at, column, text or "", said[ok])
    sheet.autofilter(3, 0, 3 + len(lines), len(_COLUMNS) - 1)
    sheet.freeze_panes(4, 0)
    sheet.repeat_rows(3)
    book.close()
    return target.getvalue()
