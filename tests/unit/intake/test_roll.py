import unicodedata

import pytest

from doisoat.intake.layouts import load_layouts
from doisoat.intake.roll import Header, find_header, read_roll
from doisoat.intake.workbook import Sheet
from factory import ROLL_HEADER, roll_row

LAYOUT = load_layouts("beneficiaries")["roll-standard"]
HEADER = ["STT", *ROLL_HEADER.values()]


def line(number="", **fields):
    return [str(number), *(str(fields.get(f) or "") for f in ROLL_HEADER)]


ENTRY = line(1, **roll_row())
TOTAL = line("Tổng cộng", monthly_amount="540.000")


def read(rows):
    """The roll in rows whose first is the header."""
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return read_roll(Sheet("Danh sách", padded), Header(padded[0], 1), LAYOUT)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(str.upper, id="upper case"),
        pytest.param(lambda h: unicodedata.normalize("NFD", h), id="decomposed"),
        pytest.param(lambda h: h.replace(" ", "\n"), id="broken into lines"),
        pytest.param(lambda h: h.replace("/", " / "), id="spaces around slashes"),
    ],
)
def test_the_header_is_found_however_it_is_typed(change):
    assert find_header([["DANH SÁCH"], [], [change(h) for h in HEADER], ENTRY], LAYOUT).body == 3


@pytest.mark.parametrize("name", ["roll-standard", "roll-split-year"])
def test_the_parts_of_an_address_may_stand_below_it(name):
    layout = load_layouts("beneficiaries")[name]
    upper = {"village": "Địa chỉ", "ward_name": "", "district_name": "", "date_of_birth": "Năm sinh", "sex": ""}
    lower = {"village": "Thôn/TDP", "ward_name": "Xã/Phường", "district_name": "Quận/Huyện"}
    lower |= {"date_of_birth": "Nam", "sex": "Nữ"} if name == "roll-split-year" else {}
    rows = [
        ["STT", *(upper.get(f, h) if f in lower else h for f, h in ROLL_HEADER.items())],
        ["", *(lower.get(f, "") for f in ROLL_HEADER)],
    ]
    header = find_header([["DANH SÁCH", *[""] * len(ROLL_HEADER)], *rows], layout)
    assert header is not None
    assert (header.body, layout.missing(header.cells), layout.unknown(header.cells)) == (3, [], [])
    assert {"village", "ward_name", "district_name"} <= set(layout.places_of(header.cells))


def test_rows_keep_the_number_they_have_in_the_sheet():
    assert read([HEADER, ENTRY, line(), line(3), ENTRY]).numbers.to_pylist() == [2, 5]


def test_the_total_line_and_signatures_are_no_rows():
    signatures = ["", "Người lập biểu", "", "", "Thủ trưởng đơn vị"]
    roll = read([HEADER, ENTRY, TOTAL, [""], signatures])
    assert roll.numbers.to_pylist() == [2]
    assert roll.totals == [(540000, 540000, 540000)]
    assert roll.aside == {"total": [3], "signature": [5]}


def test_entries_below_a_subtotal_are_still_rows():
    assert read([HEADER, ENTRY, TOTAL, ENTRY, TOTAL]).numbers.to_pylist() == [2, 4]


def test_the_line_that_numbers_the_columns_is_no_row():
    numbers = [f"({i})" for i in range(1, len(HEADER) + 1)]
    assert read([HEADER, numbers, ENTRY]).numbers.to_pylist() == [3]


def test_an_incomplete_entry_above_the_total_is_a_row():
    assert read([HEADER, line(1, full_name="Bùi Văn An"), TOTAL]).numbers.to_pylist() == [2]


def test_a_header_repeated_on_the_next_page_is_no_row():
    roll = read([HEADER, ENTRY, HEADER, ENTRY])
    assert (roll.numbers.to_pylist(), roll.aside) == ([2, 4], {"header": [3]})


def test_the_heading_of_a_section_is_no_row_and_is_told():
    roll = read([HEADER, ["", "I. Bảo trợ xã hội"], ENTRY, ["", "II. Người có công"], ENTRY])
    assert (roll.numbers.to_pylist(), roll.aside) == ([3, 5], {"heading": [2, 4]})


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"beneficiary_code": "BT-000009"}, id="code"),
        pytest.param({"id_number": "001145012345"}, id="identity number"),
        pytest.param({"full_name": "Bùi Văn An", "monthly_amount": "540.000"}, id="name and amount"),
    ],
)
def test_a_scrap_of_an_entry_below_the_total_is_not_lost(fields):
    assert read([HEADER, ENTRY, TOTAL, line(**fields)]).numbers.to_pylist() == [2, 4]


def test_signatures_without_a_total_line_are_no_rows():
    lines = [["", "", "", "Hà Nội, ngày 10 tháng 01 năm 2024"], ["", "Người lập biểu"], ["", "", "Bùi Văn An"]]
    assert read([HEADER, ENTRY, *lines]).numbers.to_pylist() == [2]


def test_a_village_that_begins_like_a_total_is_no_total():
    assert read([HEADER, line(1, village="Cộng Hòa", full_name="Bùi Văn An")]).numbers.to_pylist() == [2]


def test_a_subtotal_may_be_of_its_section_or_of_all_above():
    roll = read([HEADER, ENTRY, TOTAL, ENTRY, TOTAL, line("Tổng cộng", monthly_amount="1.080.000")])
    assert roll.totals == [(540000, 540000, 540000), (540000, 540000, 1080000), (1080000, 0, 1080000)]
