"""A ward's list as a workbook: a cover with counts, a sheet per village, printed on A4 across.

Whoever is on it is known by name, year of birth and a masked number. Only the result columns can be written in.
"""

import datetime as dt
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from doisoat.identifiers.seal import seal
from doisoat.reconcile.worklist import RESULTS
from doisoat.worklists.lines import Line, by_village
from doisoat.worklists.order import place

# Header, width in characters, what the layout `worklist-return` reads; the last two are beside the printed page.
_PRINTED = (("STT", 4), ("Họ và tên", 18), ("Năm sinh", 6), ("Số CCCD (che)", 13), ("Số nhà/Địa chỉ", 14))
_TASK = (("Việc cần làm", 32), ("Hạn", 11), ("Lưu ý", 14))
_FILLED = (("Kết quả", 12), ("Lý do", 13), ("Số tài khoản", 15), ("Ngân hàng", 10), ("Ngày làm", 10), ("Người ghi", 9))
_CODES = (("Mã việc", 34), ("Mã kiểm tra", 34))
_FONT, _POINTS = "Times New Roman", 11  # of official papers; on A4 the page is shrunk to four fifths
_HEADER_ROW = 3  # from 0; the lines follow
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # how a formula begins
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME = 31  # of a sheet
_YOUNG, _OLD = 15, 80  # years of age: who opens an account through somebody else; who is visited at home
_GUIDE = (
    "Cách ghi: chọn Kết quả trong ô; đã có tài khoản thì ghi Số tài khoản và Ngân hàng; từ chối hoặc kết quả khác thì"
    " phải ghi Lý do (người từ chối ký giấy, xã lưu).",
    "Không sửa họ tên, năm sinh, số CCCD và các mã. Được lọc, để trống những dòng chưa làm. Nộp lại cả tệp.",
    "Tài liệu có dữ liệu cá nhân: chỉ dùng cho việc này, không sao gửi ra ngoài, nộp lại hoặc hủy khi xong.",
)


@dataclass(frozen=True)
class Cover:
    """What the cover says of the ward: its name and its district's, and the business date of the list."""

    ward_code: str
    ward: str
    district: str
    date: dt.date


def ward_workbook(
    cover: Cover, lines: Sequence[Line], labels: Mapping[tuple[str, str], str], banks: Sequence[str]
) -> bytes:
    """The workbook's bytes; the same list gives the same bytes. `banks` are offered for a new account."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": "Danh sách việc cần làm", "created": dt.datetime.combine(cover.date, dt.time())})
    _Writer(book, cover, labels, banks).write(by_village(lines))
    book.close()
    return target.getvalue()


class _Writer:
    def __init__(self, book: Any, cover: Cover, labels: Mapping[tuple[str, str], str], banks: Sequence[str]) -> None:
        self._book, self._cover, self._labels, self._banks = book, cover, labels, banks
        text = {"border": 1, "text_wrap": True, "valign": "top", "font_name": _FONT, "font_size": _POINTS}
        self._title = book.add_format({"bold": True, "font_size": 14, "font_name": _FONT})
        self._plain = book.add_format({"font_name": _FONT, "font_size": _POINTS, "text_wrap": True})
        self._head = book.add_format({**text, "bold": True, "align": "center", "bg_color": "#D9E2F3"})
        self._cell = book.add_format(text)
        self._number = book.add_format({**text, "align": "center"})
        # Text that begins like a formula stays text, also when somebody edits the cell.
        self._quoted = book.add_format({**text, "quote_prefix": True})
        self._day = book.add_format({**text, "num_format": "dd/mm/yyyy", "align": "left"})
        self._late = book.add_format({**text, "num_format": "dd/mm/yyyy", "align": "left", "bold": True})
        self._open = book.add_format({**text, "locked": False, "num_format": "@", "bg_color": "#FFF9E5"})
        self._names: set[str] = {"tổng hợp"}

    def write(self, villages: Mapping[str, Sequence[Line]]) -> None:
        cover = self._book.add_worksheet("Tổng hợp")
        for village, lines in villages.items():
            self._village(village, lines)
        self._front(cover, villages)

    def _front(self, sheet: Any, villages: Mapping[str, Sequence[Line]]) -> None:
        self._page(sheet, "Tổng hợp")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 60)
        sheet.set_column(2, 3, 14)
        sheet.write_string(0, 0, "DANH SÁCH VIỆC CẦN LÀM VỀ TÀI KHOẢN NHẬN TRỢ CẤP", self._title)
        sheet.write_string(1, 0, f"{self._cover.ward}{self._in_district()}", self._title)
        sheet.write_string(2, 0, f"Lập ngày {self._cover.date:%d/%m/%Y}", self._plain)
        for row, text in enumerate(_GUIDE, 4):
            sheet.merge_range(row, 0, row, 3, text, self._plain)
            sheet.set_row(row, 32)
        row = self._counts(sheet, 4 + len(_GUIDE) + 1, villages)
        if not villages:
            sheet.write_string(row, 0, "Không còn việc nào phải làm.", self._plain)
        for place_, bank in enumerate(self._banks):  # offered in the sheets; beside the printed page
            sheet.write_string(place_, 25, bank)
        sheet.set_column(25, 25, None, None, {"hidden": True})
        sheet.print_area(0, 0, row, 3)
        sheet.protect("", {"format_columns": True, "format_rows": True})

    def _counts(self, sheet: Any, row: int, villages: Mapping[str, Sequence[Line]]) -> int:
        for column, text in enumerate(("Thôn, tổ dân phố", "Lý do", "Số việc", "Quá hạn")):
            sheet.write_string(row, column, text, self._head)
        for village, lines in villages.items():
            counted = Counter(line.reason for line in lines)
            late = Counter(line.reason for line in lines if line.due_on < self._cover.date)
            for reason, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])):
                row += 1
                self._text(sheet, row, 0, village)
                self._text(sheet, row, 1, self._label("worklist_reason", reason))
                sheet.write_number(row, 2, count, self._number)
                sheet.write_number(row, 3, late[reason], self._number)
        every = [line for lines in villages.values() for line in lines]
        row += 1
        sheet.write_string(row, 0, "Cộng", self._head)
        sheet.write_string(row, 1, "", self._head)
        sheet.write_number(row, 2, len(every), self._head)
        sheet.write_number(row, 3, sum(line.due_on < self._cover.date for line in every), self._head)
        return row + 1

    def _village(self, village: str, lines: Sequence[Line]) -> None:
        sheet = self._book.add_worksheet(self._sheet_name(village))
        with_address = any(place(line.village)[1] for line in lines)
        printed = [column for column in _PRINTED if with_address or column[0] != "Số nhà/Địa chỉ"]
        headers = [*printed, *_TASK, *_FILLED, *_CODES]
        first, filled, codes = len(headers), len(printed) + len(_TASK), len(headers) - len(_CODES)
        self._page(sheet, village)
        self._text(sheet, 0, 0, f"{village}, {self._cover.ward}{self._in_district()}", self._title)
        sheet.write_string(
            1, 0, f"Danh sách lập ngày {self._cover.date:%d/%m/%Y}: {len(lines)} việc", self._plain_line()
        )
        for column, (header, width) in enumerate(headers):
            sheet.set_column(column, column, width, None, {"hidden": column >= codes})
            sheet.write_string(_HEADER_ROW, column, header, self._head)
        for number, line in enumerate(lines, 1):
            self._line(sheet, _HEADER_ROW + number, number, line, with_address=with_address, filled=filled)
        last = _HEADER_ROW + len(lines)
        self._choices(sheet, last, filled)
        sheet.autofilter(_HEADER_ROW, 0, last, first - 1)
        sheet.freeze_panes(_HEADER_ROW + 1, 2)
        sheet.repeat_rows(_HEADER_ROW)
        sheet.print_area(0, 0, last, codes - 1)
        allowed = ("autofilter", "sort", "format_cells", "format_columns", "format_rows", "select_locked_cells")
        sheet.protect("", dict.fromkeys(allowed, True))

    def _line(self, sheet: Any, row: int, number: int, line: Line, *, with_address: bool, filled: int) -> None:
        sheet.write_number(row, 0, number, self._number)
        identity = [line.full_name, line.birth_year, line.id_masked]
        texts = [*identity, *([place(line.village)[1]] if with_address else [])]
        texts.append(self._task(line))
        remark = self._remark(line)
        sheet.set_row(row, _height(texts[-1], remark))
        for column, text in enumerate(texts, 1):
            self._text(sheet, row, column, text)
        due = self._late if line.due_on < self._cover.date else self._day
        sheet.write_datetime(row, filled - 2, dt.datetime.combine(line.due_on, dt.time()), due)
        self._text(sheet, row, filled - 1, remark)
        for column in range(filled, filled + len(_FILLED)):
            sheet.write_blank(row, column, None, self._open)
        sealed = seal(line.worklist_id, identity, ward_code=self._cover.ward_code, listed_on=self._cover.date)
        sheet.write_string(row, filled + len(_FILLED), line.worklist_id)
        sheet.write_string(row, filled + len(_FILLED) + 1, str(sealed))

    def _task(self, line: Line) -> str:
        """Why, and what to do; of a payment that came back what the bank said, and what the citizen is told to do."""
        reason = self._label("worklist_reason", line.reason)
        if line.return_code is None:
            return f"{reason}. {self._label('worklist_action', line.action)}"
        said, told = self._label("reason_code", line.return_code), self._label("return_action", line.return_code)
        return f"{reason} ({said}). {told}"

    def _choices(self, sheet: Any, last: int, filled: int) -> None:
        results = [self._label("fieldwork_result", result) for result in RESULTS]
        listed = {
            "validate": "list",
            "source": results,
            "error_title": "Kết quả",
            "error_message": "Chọn một kết quả trong danh sách.",
        }
        sheet.data_validation(_HEADER_ROW + 1, filled, last, filled, listed)
        banks = {
            "validate": "list",
            "source": f"='Tổng hợp'!$Z$1:$Z${max(len(self._banks), 1)}",
            "error_type": "information",
            "error_title": "Ngân hàng",
            "error_message": "Ngân hàng này không có trong danh sách; xin kiểm tra lại tên.",
        }
        sheet.data_validation(_HEADER_ROW + 1, filled + 3, last, filled + 3, banks)

    def _page(self, sheet: Any, name: str) -> None:
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.6)
        sheet.fit_to_pages(1, 0)
        ward, village = (text.replace("&", "&&") for text in (self._cover.ward, name))
        font = f'&"{_FONT},Regular"'
        sheet.set_header(f"&L{font}{ward}&C{font}{village}&R{font}{self._cover.date:%d/%m/%Y}")
        sheet.set_footer(f"&L{font}Tài liệu có dữ liệu cá nhân&R{font}Trang &P/&N")

    def _text(self, sheet: Any, row: int, column: int, text: str, format_: Any = None) -> None:
        safe = self._quoted if text.lstrip().startswith(_RUNS) else self._cell
        sheet.write_string(row, column, text, format_ or safe)

    def _plain_line(self) -> Any:
        return self._book.add_format({"font_name": _FONT, "font_size": _POINTS})

    def _remark(self, line: Line) -> str:
        born = int(line.birth_year) if line.birth_year.isdigit() else None
        age = None if born is None else self._cover.date.year - born
        remarks = [
            "Dưới 15 tuổi: người đại diện mở tài khoản" if age is not None and age < _YOUNG else "",
            "Từ 80 tuổi: đến nhà hướng dẫn" if age is not None and age >= _OLD else "",
            f"Lần trước ({line.last_result_on:%d/%m}): {self._label('fieldwork_result', line.last_result).lower()}"
            if line.last_result and line.last_result_on
            else "",
        ]
        return ". ".join(filter(None, remarks))

    def _label(self, domain: str, code: str) -> str:
        return self._labels.get((domain, code), code)

    def _in_district(self) -> str:
        return f", {self._cover.district}" if self._cover.district else ""

    def _sheet_name(self, village: str) -> str:
        """Excel takes 31 characters, without some of them, each name once in whatever capitals."""
        plain = " ".join(village.translate(_FORBIDDEN).split()).strip("'") or "Thôn"
        name, number = plain[:_LONGEST_NAME], 1
        while name.casefold() in self._names or name.casefold() == "history":
            number += 1
            name = f"{plain[: _LONGEST_NAME - len(str(number)) - 1]} {number}"
        self._names.add(name.casefold())
        return name


def _height(task: str, remark: str) -> int:
    """Points that a row needs: programs do not agree on fitting it; two lines at least, to write in by hand."""
    lines = max(-(-len(task) // (_TASK[0][1] - 2)), -(-len(remark) // (_TASK[2][1] - 2)), 2)
    return 15 * lines
