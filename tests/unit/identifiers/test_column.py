import pyarrow as pa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from doisoat.identifiers.account import is_card_number, read_account_number
from doisoat.identifiers.column import CITIZEN, are_account_numbers, are_card_numbers, are_citizens
from doisoat.identifiers.identity import read_identity

CITIZENS = st.from_regex(r"0[0-9]{2}[0-4][0-9]{8}", fullmatch=True)
TEXTS = CITIZENS | st.from_regex(r"[0-9 ]{5,20}", fullmatch=True) | st.text(max_size=14) | st.none()


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=20))
@example(["012345678901", "001145000001", "001145000000", "001145000001\n", "٠٠1145000001"])
def test_a_number_that_is_not_asked_about_reads_as_itself(texts):
    for text, settled in zip(texts, are_citizens(pa.array(texts, pa.string())).to_pylist(), strict=True):
        read = read_identity(text, latest_year=1900)
        assert not settled or (read.number, read.kind, read.repairs) == (text, CITIZEN.kind, CITIZEN.repairs)


@settings(deadline=None)
@given(st.lists(TEXTS, max_size=20))
@example(["000000", "0000001", "12345", "1" * 19, "1" * 20])
def test_an_account_number_that_is_not_asked_about_reads_as_itself(texts):
    for text, settled in zip(texts, are_account_numbers(pa.array(texts, pa.string())).to_pylist(), strict=True):
        assert not settled or read_account_number(text) == text


def test_cards_are_told_apart_as_one_by_one():
    numbers = ["9704050000000013", "9704050000000014", "9704050000000000015", "4704050000000014", "970405", None]
    one_by_one = [is_card_number(number or "") for number in numbers]
    assert are_card_numbers(pa.array(numbers)).to_pylist() == one_by_one == [True, False, True, False, False, False]


def test_ordinary_numbers_are_not_asked_about():
    assert are_citizens(pa.array(["001145000001", "036162004321"])).to_pylist() == [True, True]
    assert are_account_numbers(pa.array(["0011004567890"])).to_pylist() == [True]
