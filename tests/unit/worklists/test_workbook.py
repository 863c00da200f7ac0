"""A ward's workbook, written and read again, filled in as ward teams do it. Invented people."""

import dataclasses
import datetime as dt
import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import python_calamine
import xlsxwriter

from doisoat.worklists.lines import Line, by_village
from doisoat.worklists.workbook import Cover, ward_workbook
from factory import DATE, WARD, write_delivery
from landed import Night

COVER = Cover(WARD, "Phường Phúc Xá", "Quận Ba Đình", DATE)
LABELS = {
    ("worklist_reason", "no_account"): "Chưa có tài khoản",
    ("worklist_action", "open_account"): "Vận động mở tài khoản",
    ("worklist_reason", "payment_returned"): "Khoản chi bị trả lại",
    ("reason_code", "R02"): "Tài khoản đã đóng",
    ("return_action", "R02"): "Đăng ký tài khoản khác",
    ("fieldwork_result", "absent"): "Vắng mặt",
    ("fieldwork_result", "declined"): "Từ chối",
}
BANKS = ("Agribank", "Vietcombank")
Rows = dict[str, list[list[Any]]]


def line(number: int, name: str = "Nguyễn Thị An", **values: Any) -> Line:
    task = {"reason": "no_account", "action": "open_account", "due_on": dt.date(2024, 1, 26)}
    who = {"full_name": name, "date_of_birth": "1945-03-15", "id_masked": "001145••2345", "village": "Tổ 1"}
    last = {"last_result": None, "last_result_on": None}
    return Line(f"{number:032x}", "001", WARD, **{**task, **who, **last, **values})


def write(*lines: Line) -> bytes:
    return ward_workbook(COVER, sorted(lines, key=Line.order), LABELS, BANKS)


def read(data: bytes) -> Rows:
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def save(sheets: Rows) -> bytes:
    """As another program saves it: cells alone."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(at, column, dt.datetime.combine(cell, dt.time()), day)
                else:
                    sheet.write(at, column, cell)
    book.close()
    return target.getvalue()


def fill(sheets: Rows, name: str, results: Sequence[dict[str, Any]]) -> None:
    """Write results into the lines of a sheet, from its first on."""
    header = sheets[name][3]
    for row, result in zip(sheets[name][4:], results, strict=False):
        for column, value in result.items():
            row[header.index(column)] = value


def hand_in(night: Night, sheets: Rows) -> list[dict[str, Any]]:
    write_delivery(night.landing, "fieldwork", WARD, {"danh-sach.xlsx": save(sheets)})
    rows: list[dict[str, Any]] = night.run("fieldwork")
    return rows


@pytest.fixture
def night(tmp_path: Any) -> Night:
    return Night(tmp_path)


def test_of_a_payment_that_came_back_the_list_says_why_and_what_the_citizen_does() -> None:
    (row,) = read(write(line(1, reason="payment_returned", action="renew_account", return_code="R02")))["Tổ 1"][4:5]
    assert "Khoản chi bị trả lại (Tài khoản đã đóng). Đăng ký tài khoản khác" in row


def test_a_sheet_per_village_after_a_cover_with_counts() -> None:
    sheets = read(write(line(1), line(2, village="Tổ 2"), line(3, village="TDP số 2", due_on=dt.date(2024, 1, 11))))
    assert list(sheets) == ["Tổng hợp", "Tổ 1", "TDP số 2"]
    assert sheets["Tổng hợp"][1][0] == "Phường Phúc Xá, Quận Ba Đình"
    assert [row[:4] for row in sheets["Tổng hợp"] if row[0] == "Cộng"] == [["Cộng", "", 3, 1]]
    assert [row[1] for row in sheets["TDP số 2"][4:]] == ["Nguyễn Thị An"] * 2


def test_a_ward_with_nothing_to_do_gets_a_list_that_says_so() -> None:
    sheets = read(write())
    assert list(sheets) == ["Tổng hợp"]
    assert "Không còn việc nào phải làm." in [row[0] for row in sheets["Tổng hợp"]]


def test_a_line_says_who_why_what_and_by_when_and_no_more() -> None:
    sheet = read(write(line(1, last_result="absent", last_result_on=DATE)))["Tổ 1"]
    told = dict(zip(sheet[3], sheet[4], strict=True))
    assert (told["Họ và tên"], told["Năm sinh"], told["Số CCCD (che)"]) == ("Nguyễn Thị An", "1945", "001145••2345")
    assert told["Việc cần làm"] == "Chưa có tài khoản. Vận động mở tài khoản"
    assert told["Hạn"] == dt.date(2024, 1, 26)
    assert told["Lưu ý"] == "Lần trước (12/01): vắng mặt"
    assert "Số nhà/Địa chỉ" not in told, "no column that is empty for everybody"
    assert not any("chế độ" in str(header).lower() or "mức" in str(header).lower() for header in told)


@pytest.mark.parametrize(("born", "remark"), [("2010-05-01", "Dưới 15 tuổi"), ("1940", "Từ 80 tuổi"), ("1960", "")])
def test_who_needs_help_is_marked(born: str, remark: str) -> None:
    sheet = read(write(line(1, date_of_birth=born)))["Tổ 1"]
    assert dict(zip(sheet[3], sheet[4], strict=True))["Lưu ý"].partition(":")[0] == remark


def test_the_same_list_is_the_same_file() -> None:
    assert write(line(1), line(2)) == write(line(2), line(1))


@pytest.mark.parametrize("name", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", " =1"])
def test_a_name_that_begins_like_a_formula_stays_text(name: str) -> None:
    data = write(line(1, name, village=name))
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        sheet = book.get_sheet_by_index(1)
    assert sheet.to_python(skip_empty_area=False)[4][1] == name
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert not any(b"<f>" in part for name_, part in parts.items() if "worksheets" in name_)
    assert b'quotePrefix="1"' in parts["xl/styles.xml"]


def test_only_the_result_columns_can_be_written_in_and_codes_are_hidden() -> None:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(write(line(1)))) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        styles = archive.read("xl/styles.xml").decode()
    for part in ("<sheetProtection", 'orientation="landscape"', 'paperSize="9"', "<autoFilter", "<dataValidation "):
        assert part in sheet, part
    assert sheet.count('hidden="1"') == 1, "one range of columns: the codes"
    assert 'locked="0"' in styles


@pytest.mark.parametrize("village", ["a" * 40, "Tổ [1]: */?\\", "'Tổ'", "Tổng hợp", "History"])
def test_a_village_of_any_name_has_a_sheet(village: str) -> None:
    sheets = read(write(line(1, village=village), line(2, village="Tổng  hợp 9")))
    assert len(sheets) == 3


def test_villages_that_are_spelt_differently_are_one() -> None:
    lines = [line(n, village=village) for n, village in enumerate(("Tổ dân phố số 03", "TDP 3", "TDP 3", "Tổ 4"))]
    assert {village: len(group) for village, group in by_village(lines).items()} == {"TDP 3": 3, "Tổ 4": 1}
    lines = [line(n, village=village) for n, village in enumerate(("Xóm Đông", "X. Đông", "X.Đông", "T. Xuân Đông"))]
    assert [len(group) for group in by_village(lines).values()] == [3, 1]


DECLINED = {"Kết quả": "Từ chối", "Lý do": "Muốn nhận tiền mặt", "Ngày làm": "13/01/2024".replace("13", "12")}
OPENED = {"Kết quả": "Đã có tài khoản", "Số tài khoản": "0011001234567", "Ngân hàng": "Vietcombank"}


def test_a_filled_list_comes_back_with_the_results_alone(night: Night) -> None:
    sheets = read(write(line(1), line(2, "Trần Văn Bình"), line(3, village="Tổ 2")))
    fill(sheets, "Tổ 1", [DECLINED])
    fill(sheets, "Tổ 2", [OPENED])
    rows = hand_in(night, sheets)
    assert [(row["worklist_id"][-1], row["result"]) for row in rows] == [("1", "declined"), ("3", "account_opened")]
    assert [(f["rows_read"], f["rows_quarantined"]) for f in night.accounting] == [(2, 0)]


def reverse_sheets(sheets: Rows) -> Rows:
    return dict(reversed(sheets.items()))


def sort_lines(sheets: Rows) -> Rows:
    return {name: [*rows[:4], *rows[:3:-1]] for name, rows in sheets.items()}


def blank_lines(sheets: Rows) -> Rows:
    return {
        name: [*rows[:4], *(r for row in rows[4:] for r in ([""] * len(row), row))] for name, rows in sheets.items()
    }


def without_cover(sheets: Rows) -> Rows:
    return {name: rows for name, rows in sheets.items() if name != "Tổng hợp"}


def real_dates(sheets: Rows) -> Rows:
    for rows in sheets.values():
        for row in rows[4:]:
            row[:] = [DATE if cell == DECLINED["Ngày làm"] else cell for cell in row]
    return sheets


@pytest.mark.parametrize("change", [reverse_sheets, sort_lines, blank_lines, without_cover, real_dates])
def test_a_list_is_read_however_it_was_worked_with(night: Night, change: Callable[[Rows], Rows]) -> None:
    sheets = read(write(line(1), line(2, "Trần Văn Bình"), line(3, village="Tổ 2")))
    fill(sheets, "Tổ 1", [DECLINED, DECLINED])
    fill(sheets, "Tổ 2", [DECLINED])
    rows = hand_in(night, change(sheets))
    assert sorted(row["worklist_id"][-1] for row in rows) == ["1", "2", "3"]
    assert {row["done_on"] for row in rows} == {DATE}
    assert night.quarantine == []


def test_names_sorted_apart_from_their_codes_are_caught_in_their_sheet(night: Night) -> None:
    sheets = read(write(line(1), line(2, "Trần Văn Bình"), line(3, village="Tổ 2")))
    fill(sheets, "Tổ 1", [DECLINED, DECLINED])
    first, second = sheets["Tổ 1"][4:6]
    first[1], second[1] = second[1], first[1]
    assert hand_in(night, sheets) == []
    assert [q["reason"] for q in night.quarantine] == ["identity_altered"] * 2
    assert '"sheet": "Tổ 1", "sheet_row": "5"' in night.quarantine[0]["raw"]


def test_order_of_lines_is_address_then_given_name() -> None:
    lines = [
        line(1, "Lê Văn Bình", village="Số 12, Tổ 1"),
        line(2, "Lê Thị An", village="Số 12, Tổ 1"),
        line(3, "Lê Văn Cường", village="Số 9, Tổ 1"),
    ]
    assert [one.full_name for one in sorted(lines, key=Line.order)] == ["Lê Văn Cường", "Lê Thị An", "Lê Văn Bình"]
    sheet = read(write(*lines))["Tổ 1"]
    assert sheet[3][4] == "Số nhà/Địa chỉ"
    assert dataclasses.asdict(lines[0])["village"] == "Số 12, Tổ 1"
