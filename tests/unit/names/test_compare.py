import csv
import unicodedata
from pathlib import Path

import numpy as np
import pytest

from doisoat.names.compare import NameComparer, NameDifference, NameList, compare_names, regional_key, spelling_key

CASES = Path(__file__).parents[2] / "cases" / "name_pairs.csv"


def fold(text: str) -> str:
    parts = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def pair(text: str) -> tuple[str, str]:
    return text, fold(text)


def cases() -> list[object]:
    with CASES.open(encoding="utf-8") as file:
        return [pytest.param(r["left"], r["right"], r["grade"], id=r["note"]) for r in csv.DictReader(file)]


@pytest.mark.parametrize(("left", "right", "grade"), cases())
def test_kind_of_difference(left: str, right: str, grade: str) -> None:
    assert compare_names(pair(left), pair(right)).name == grade


@pytest.mark.parametrize(("left", "right", "grade"), cases())
def test_the_kind_does_not_depend_on_the_side(left: str, right: str, grade: str) -> None:
    assert compare_names(pair(right), pair(left)).name == grade


def test_a_slip_is_told_from_a_sibling_by_the_syllables_in_use() -> None:
    left = NameList(["nguyễn thị lamn", "nguyễn thị lam"], ["nguyen thi lamn", "nguyen thi lam"])
    right = NameList(["nguyễn thị lan"], ["nguyen thi lan"])
    comparer = NameComparer(left, right, known={"nguyen", "thi", "lan", "lam"})
    level = comparer.compare(np.array([0, 1], np.int32), np.array([0, 0], np.int32))
    assert [NameDifference(k) for k in level] == [NameDifference.SLIP, NameDifference.NEAR]


def test_a_y_after_a_vowel_keeps_its_place() -> None:
    assert spelling_key("thúy") != spelling_key("thúi")
    assert spelling_key("vy") == spelling_key("vi")


@pytest.mark.parametrize(("one", "other"), [("giang", "dang"), ("xuan", "suan"), ("nghia", "ngia"), ("kien", "cien")])
def test_regional_spellings_share_a_key(one: str, other: str) -> None:
    assert regional_key(one) == regional_key(other)
