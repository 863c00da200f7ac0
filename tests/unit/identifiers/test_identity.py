import csv
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.identifiers.identity import read_identity

CASES = Path(__file__).parents[2] / "cases" / "identities.csv"


def cases() -> list:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["case"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("case", cases())
def test_labelled_identity(case):
    identity = read_identity(re.sub(r"\\u([0-9a-f]{4})", lambda f: chr(int(f[1], 16)), case["text"]))
    assert (identity.number or "", identity.kind) == (case["number"], case["kind"])
    assert sorted(identity.repairs) == sorted(case["repairs"].split())


def test_no_cell_is_missing():
    assert read_identity(None).kind == "missing"


def test_a_lost_zero_is_not_put_back_for_a_birth_after_the_latest_year():
    assert read_identity("36345001234", latest_year=2024).kind == "damaged"
    assert read_identity("36324001234", latest_year=2024).kind == "citizen"


@given(st.one_of(st.text(), st.text("0123456789 .,'oOlIeE+-/", max_size=20)))
def test_any_text_is_read_and_a_number_has_12_or_9_digits(text):
    identity = read_identity(text)
    length = {"citizen": 12, "old": 9}.get(identity.kind)
    assert (identity.number is None) == (length is None)
    assert identity.number is None or re.fullmatch(rf"[0-9]{{{length}}}", identity.number)


@given(st.from_regex(r"[0-9]{1,14}", fullmatch=True))
def test_a_number_that_was_read_reads_as_itself(text):
    number = read_identity(text).number
    assert number is None or read_identity(number).number == number
