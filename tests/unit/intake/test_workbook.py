import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from doisoat.errors import DeliveryRefused
from doisoat.intake.config import Limits, load_limits
from doisoat.intake.reading import Reading, open_reading
from doisoat.intake.workbook import cell_text, read_book, text_column
from factory import ROLL_HEADER, roll_file, roll_row

LIMITS = load_limits("beneficiaries")
HEADER = list(ROLL_HEADER.values())
ROLL = roll_file([roll_row(), roll_row(beneficiary_code="BT-000002")])


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(1145012345.0, "1145012345", id="id typed as a number"),
        pytest.param(79045012345678.0, "79045012345678", id="no exponent"),
        pytest.param(0.5, "0.5", id="fraction"),
        pytest.param(True, "1", id="truth"),
        pytest.param(dt.date(1945, 3, 15), "1945-03-15", id="date"),
        pytest.param(dt.datetime(1945, 3, 15), "1945-03-15", id="midnight"),
        pytest.param(dt.datetime(1945, 3, 15, 8, 30), "1945-03-15 08:30:00", id="with time"),
        pytest.param(" Bùi Văn An ", "Bùi Văn An", id="text"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_cell_becomes_the_text_a_person_reads(cell, text):
    assert cell_text(cell) == text
    assert text_column([cell, "x"]).to_pylist() == [text or None, "x"]


def test_truth_and_the_number_one_in_a_column_are_not_mixed_up():
    assert text_column([1.5, 1.0, True, False, 0.0]).to_pylist() == ["1.5", "1", "1", "0", "0"]


def entry(**fields: object) -> list[object]:
    row = roll_row(**fields)
    return [row.get(f) for f in ROLL_HEADER]


def book(*sheets: list[list[object]], build=None) -> bytes:
    """A workbook of sheets that each begin with the roll's header; `build` may add to it."""
    target = io.BytesIO()
    file = xlsxwriter.Workbook(target, {"in_memory": True})
    made = []
    for rows in sheets:
        sheet = file.add_worksheet()
        for number, cells in enumerate([HEADER, *rows]):
            for place, cell in enumerate(cells):
                if cell is not None:
                    sheet.write(number, place, cell)
        made.append(sheet)
    if build:
        build(file, *made)
    file.close()
    return target.getvalue()


def edited(data: bytes, part: str, old: str, new: str) -> bytes:
    """A workbook with one of its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                assert old.encode() in text
                text = text.replace(old.encode(), new.encode(), 1)
            archive.writestr(name, text)
    return target.getvalue()


def told(reading: Reading) -> list[str]:
    return [warning.english for warning in reading.warnings]


def read(folder: Path, data: bytes, limits: Limits = LIMITS) -> tuple[Reading, list[dict[str, object]]]:
    path = folder / "r.xlsx"
    path.write_bytes(data)
    reading = open_reading(path, "r.xlsx", None, feed="beneficiaries", limits=limits)
    return reading, [row for table in reading.tables for row in table.to_pylist()]


def test_hidden_rows_are_rows_that_were_sent(tmp_path):
    data = book([entry(), entry()], build=lambda _, sheet: sheet.set_row(1, None, None, {"hidden": True}))
    reading, rows = read(tmp_path, data)
    assert len(rows) == 2
    assert told(reading) == ["1 hidden rows are read like the others"]


def test_a_hidden_sheet_is_not_read_and_told(tmp_path):
    reading, rows = read(tmp_path, book([entry()], [entry(), entry()], build=lambda _, __, second: second.hide()))
    assert (len(rows), told(reading)) == (1, ["1 hidden sheets are not read"])


def test_a_further_sheet_without_header_is_told(tmp_path):
    def note(file: xlsxwriter.Workbook, _: object) -> None:
        file.add_worksheet("Ghi chú").write(0, 0, "Kèm theo Quyết định")

    reading, rows = read(tmp_path, book([entry()], build=note))
    assert (len(rows), told(reading)) == (
        1,
        ["1 other sheets have no header and are not read"],
    )


def test_two_sheets_with_data_are_refused_by_name(tmp_path):
    with pytest.raises(DeliveryRefused, match=r"several sheets hold data \(Sheet1, Sheet2\)"):
        read(tmp_path, book([entry()], [entry()]))


def test_a_merged_area_belongs_to_each_of_its_rows_and_a_merged_amount_to_one(tmp_path):
    def merge(_: object, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range(1, HEADER.index("Xã/Phường/Thị trấn"), 2, HEADER.index("Xã/Phường/Thị trấn"), "Phúc Xá")
        sheet.merge_range(1, HEADER.index("Mức trợ cấp (đồng)"), 2, HEADER.index("Mức trợ cấp (đồng)"), 540000)

    _, rows = read(tmp_path, book([entry(), entry(ward_name=None, monthly_amount=None)], build=merge))
    assert [(row["ward_name"], row["monthly_amount"]) for row in rows] == [("Phúc Xá", "540000"), ("Phúc Xá", None)]


def test_excel_dates_truth_and_errors_are_read_as_they_show(tmp_path):
    def fill(file: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        day = file.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_datetime(1, HEADER.index("Ngày, tháng, năm sinh"), dt.datetime(1945, 3, 15), day)
        sheet.write_boolean(1, HEADER.index("Giới tính"), True)
        sheet.write_formula(1, HEADER.index("Ngân hàng"), "=NA()", None, "#N/A")

    _, (row,) = read(tmp_path, book([entry()], build=fill))
    assert (row["date_of_birth"], row["sex"], row["bank_name"]) == ("1945-03-15", "1", None)


def test_a_formula_counts_by_its_last_value_and_one_without_is_told(tmp_path):
    def fill(_: object, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_formula(1, 0, '="BT-"&"7"', None, "BT-7")
        sheet.write_formula(2, 0, '="BT-"&"8"', None, "BT-8")

    data = book([entry(), entry()], build=fill)
    reading, rows = read(tmp_path, edited(data, "xl/worksheets/sheet1.xml", "<v>BT-8</v>", ""))
    assert [row["beneficiary_code"] for row in rows] == ["BT-7", None]
    assert told(reading) == ["1 formulas have no value and are read as empty"]


def test_references_to_other_workbooks_are_not_followed_and_told(tmp_path):
    target = io.BytesIO(ROLL)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
    reading, rows = read(tmp_path, target.getvalue())
    assert len(rows) == 2
    assert told(reading) == ["it refers to other workbooks; their last known values are read"]


def test_a_million_empty_rows_are_no_rows(tmp_path):
    rows = "".join(f'<row r="{n}"/>' for n in range(10, 1_048_577))
    _, found = read(tmp_path, edited(ROLL, "xl/worksheets/sheet1.xml", "</sheetData>", rows + "</sheetData>"))
    assert len(found) == 2


def test_a_stray_cell_in_the_last_row_of_the_sheet_does_no_harm(tmp_path):
    stray = '<row r="1048576"><c r="A1048576" t="inlineStr"><is><t> </t></is></c></row></sheetData>'
    _, found = read(tmp_path, edited(ROLL, "xl/worksheets/sheet1.xml", "</sheetData>", stray))
    assert len(found) == 2


SHEET = "xl/worksheets/sheet1.xml"
FAR = '<row r="999"><c {} ><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("part", "old", "new", "problem"),
    [
        pytest.param(SHEET, "</sheetData>", FAR.format('r="XFD999"'), "outside A1:AZ1048576: XFD999", id="far"),
        pytest.param(SHEET, "</sheetData>", FAR.format('r="ba999"'), "outside A1:AZ1048576", id="far, small letters"),
        pytest.param(SHEET, "</sheetData>", FAR.format("r='XFD999'"), "outside A1:AZ1048576", id="far, other quotes"),
        pytest.param(SHEET, "</sheetData>", FAR.format('t="n" r="XFD999"'), "outside A1:AZ1048576", id="far, later"),
        pytest.param(SHEET, "</sheetData>", FAR.format('x=">" r="XFD999"'), "outside A1:AZ1048576", id="far, hidden"),
        pytest.param(SHEET, "</sheetData>", FAR.format('r="A99999999"'), "outside A1:AZ1048576", id="far down"),
        pytest.param(
            SHEET,
            "</sheetData>",
            f"<row>{'<c><v>1</v></c>' * 60}</row></sheetData>",
            "outside A1:AZ1048576",
            id="unplaced",
        ),
        pytest.param(SHEET, "<sheetData>", '<!DOCTYPE x [<!ENTITY a "b">]><sheetData>', "entities", id="entities"),
        pytest.param("xl/sharedStrings.xml", "Phúc Xá", "x" * (5 << 20), "cell of more than", id="enormous text"),
    ],
)
def test_a_workbook_that_would_do_harm_is_refused(tmp_path, part, old, new, problem):
    with pytest.raises(DeliveryRefused, match=problem):
        read(tmp_path, edited(ROLL, part, old, new))


def test_empty_styled_cells_far_out_do_no_harm(tmp_path):
    styled = '<row r="999"><c r="XFD999" s="0"/><c r="XFE999" s="0"></c></row></sheetData>'
    assert len(read(tmp_path, edited(ROLL, SHEET, "</sheetData>", styled))[1]) == 2


def test_a_long_text_that_many_cells_share_counts_as_often_as_it_is_shown(tmp_path):
    data = edited(ROLL, "xl/sharedStrings.xml", "Phúc Xá", "x" * 10_000)
    used = re.findall(r'<c r="J\d+" t="s"><v>(\d+)</v>', zipfile.ZipFile(io.BytesIO(data)).read(SHEET).decode())
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{used[1]}</v></c></row>' for n in range(100, 5100))
    full = edited(data, SHEET, "</sheetData>", cells + "</sheetData>")
    small = Limits(max_file_bytes=1, max_unpacked_bytes=40_000_000, max_files=1)
    with pytest.raises(DeliveryRefused, match="unpacks to more than 40000000"):
        read(tmp_path, full, small)


def test_a_row_with_an_enormous_cell_is_put_aside_alone(tmp_path):
    _, rows = read(tmp_path, edited(ROLL, "xl/sharedStrings.xml", "BT-000002", "x" * 40_000))
    assert [(row["row_number"], row["malformed"] is None) for row in rows] == [
        (rows[0]["row_number"], True),
        (rows[0]["row_number"] + 1, False),
    ]
    assert len(rows[1]["malformed"]) < 20_000


def test_a_sheet_with_too_many_cells_is_refused(tmp_path):
    path = tmp_path / "r.xlsx"
    path.write_bytes(ROLL)
    with pytest.raises(DeliveryRefused, match="more than 10 cells"):
        read_book(path, Limits(max_file_bytes=1, max_unpacked_bytes=10**9, max_files=1, max_sheet_cells=10))
