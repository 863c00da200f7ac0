import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.identifiers.account import is_card_number, read_account_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        pytest.param("0011004567890", "0011004567890", id="zeros in front kept"),
        pytest.param(" 0011 0045 67890 ", "0011004567890", id="spaces"),
        pytest.param("001.1.00.4567890", "0011004567890", id="dots"),
        pytest.param("'0011004567890", "0011004567890", id="spreadsheet text mark"),
        pytest.param("1011004567890.0", "1011004567890", id="spreadsheet float"),
        pytest.param("1.011E+12", None, id="spreadsheet exponent"),
        pytest.param("VCB 0011004567890", None, id="letters"),
        pytest.param("12345", None, id="too short"),
        pytest.param("1" * 20, None, id="too long"),
        pytest.param("0000000000", None, id="placeholder"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="no cell"),
    ],
)
def test_account_number(text, number):
    assert read_account_number(text) == number


@given(st.text())
def test_any_text_is_read(text):
    number = read_account_number(text)
    assert number is None or re.fullmatch("[0-9]{6,19}", number)


@pytest.mark.parametrize(
    ("number", "is_card"),
    [
        pytest.param("9704050000000013", True, id="16 digits"),
        pytest.param("9704050000000000015", True, id="19 digits"),
        pytest.param("9704050000000014", False, id="check digit wrong"),
        pytest.param("4704050000000014", False, id="foreign card"),
        pytest.param("970405000000001", False, id="15 digits"),
    ],
)
def test_card_number(number, is_card):
    assert is_card_number(number) is is_card
