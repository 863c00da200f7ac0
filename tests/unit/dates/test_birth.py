import csv
import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.dates.birth import read_birth_date

CASES = Path(__file__).parents[2] / "cases" / "birth_dates.csv"


def cases() -> list:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["case"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("case", cases())
def test_labelled_birth_date(case):
    birth = read_birth_date(case["text"].replace("\\u00a0", "\u00a0"), latest_year=2024)
    assert (birth.text or "") == case["read"]
    assert sorted(birth.repairs) == sorted(case["repairs"].split())


def test_no_cell_is_missing():
    birth = read_birth_date(None)
    assert (birth.text, birth.repairs) == (None, ())


def test_without_a_latest_year_two_digits_are_of_the_1900s():
    assert read_birth_date("15-3-12").text == "1912-03-15"


@given(st.dates(date(1880, 1, 1), date(2024, 12, 31)))
def test_every_date_is_read_alike_in_all_its_ways(day):
    iso = day.isoformat()
    ways = [iso, f"{iso} 00:00:00", f"{day.day}/{day.month}/{day.year}", f"{day:%d%m%Y}", f"{day:%Y%m%d}"]
    assert {read_birth_date(way, latest_year=2024).text for way in ways} == {iso}


@given(st.dates(date(1928, 1, 1), date(2024, 12, 31)))
def test_a_spreadsheet_serial_is_the_date(day):
    serial = (day - date(1899, 12, 30)).days
    assert read_birth_date(str(serial), latest_year=2024).text == day.isoformat()


@given(st.one_of(st.text(), st.text("0123456789/.- ", max_size=12)))
def test_any_text_is_read_and_what_was_read_reads_as_itself(text):
    birth = read_birth_date(text, latest_year=2024)
    parts = [birth.year, birth.month, birth.day]
    written = "-".join(f"{part:02d}" for part in parts if part is not None)
    assert written == (birth.text or "")
    assert re.fullmatch(r"(\d{4}(-\d\d(-\d\d)?)?)?", written)
    assert birth.text is None or read_birth_date(birth.text, latest_year=2024).text == birth.text
