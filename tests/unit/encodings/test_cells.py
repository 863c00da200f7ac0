import csv
import re
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.encodings.cells import read_cell
from doisoat.encodings.columns import decode_column

CASES = Path(__file__).parents[2] / "cases" / "encodings.csv"


def visible(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def cases():
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["case"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("case", cases())
def test_a_cell_alone_in_its_column_says_what_is_labelled(case):
    decoded = decode_column(pa.array([visible(case["sent"])]))
    assert decoded.values.to_pylist() == [visible(case["text"])]
    assert set(decoded.repairs.to_pylist()[0]) == set(case["repairs"].split())


def test_there_are_cases_enough():
    assert len(cases()) >= 60


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text):
    read_cell(text)


@given(st.text("aAeEoOuUyÔôâêãÕõöÖñÑÞþßµ¶·¸¹­¨©ª«¬®dDfsrxjw0123456789?� \u0303\u0323", max_size=12))
def test_no_legacy_looking_text_makes_it_fail(text):
    decoded = decode_column(pa.array([text, text, None]))
    assert decoded.values.to_pylist()[2] is None
    assert len(decoded.repairs) == 3
