"""The two-row header: the year or the date of birth stands under the person's sex."""

from pathlib import Path

import pytest

from doisoat.errors import DeliveryRefused
from doisoat.intake.config import load_limits
from doisoat.intake.reading import open_reading
from factory import ROLL_HEADER, roll_row, workbook

HEADERS = {f: h for f, h in ROLL_HEADER.items() if f not in {"date_of_birth", "sex"}}
UPPER = ["STT", "Mã đối tượng", "Họ và tên", "Năm sinh", "", *list(HEADERS.values())[2:]]
LOWER = ["", "", "", "Nam", "Nữ", *[""] * (len(UPPER) - 5)]


def line(men: object = "", women: object = "", **fields: object) -> list[object]:
    entry = {**roll_row(**fields)}
    code, name, *rest = (entry.get(f) or "" for f in HEADERS)
    return [1, code, name, men, women, *rest]


def read(folder: Path, *lines: list[object]) -> list[dict[str, object]]:
    path = folder / "r.xlsx"
    path.write_bytes(workbook([["DANH SÁCH"], [], *lines]))
    reading = open_reading(path, "r.xlsx", None, feed="beneficiaries", limits=load_limits("beneficiaries"))
    assert reading.layout.name == "roll-split-year"
    return [row for table in reading.tables for row in table.to_pylist()]


@pytest.mark.parametrize(
    ("men", "women", "sex", "birth"),
    [
        pytest.param(1945, "", "Nam", "1945", id="man, year as a number"),
        pytest.param("", "1945", "Nữ", "1945", id="woman, year as text"),
        pytest.param("", "15/03/1945", "Nữ", "15/03/1945", id="full date"),
        pytest.param("", "", None, None, id="neither"),
        pytest.param("1945", "1950", None, "1945 | 1950", id="both: neither sex, both values kept"),
    ],
)
def test_the_column_gives_sex_and_birth(tmp_path, men, women, sex, birth):
    (row,) = read(tmp_path, UPPER, LOWER, line(men, women))
    assert (row["sex"], row["date_of_birth"], row["row_number"]) == (sex, birth, 5)
    assert (row["full_name"], row["ward_name"]) == ("Nguyễn Thị Hoa Mai", "Phúc Xá")


def test_other_headers_may_stand_in_the_lower_row(tmp_path):
    upper = [h if h == "Năm sinh" else "" for h in UPPER]
    lower = [below or above if above != "Năm sinh" else below for above, below in zip(UPPER, LOWER, strict=True)]
    (row,) = read(tmp_path, upper, lower, line("1945"))
    assert (row["beneficiary_code"], row["sex"]) == ("BT-000001", "Nam")


def test_a_header_repeated_on_the_next_page_is_no_row(tmp_path):
    rows = read(tmp_path, UPPER, LOWER, line("1945"), UPPER, LOWER, line("", "1946"))
    assert [row["row_number"] for row in rows] == [5, 8]


def test_columns_under_another_header_are_not_taken(tmp_path):
    upper = [h.replace("Năm sinh", "Số con") for h in UPPER]
    with pytest.raises(DeliveryRefused, match="date_of_birth"):
        read(tmp_path, upper, LOWER, line("1"))
