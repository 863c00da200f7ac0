import datetime as dt

import pytest

from doisoat.synthetic.dice import Dice, stream
from doisoat.synthetic.mistype import Numbers, mistype_birth, mistype_identifier, mistype_village

OWN = "001045123789"
NUMBERS = Numbers(OWN, "012345678", "001170000001")


@pytest.fixture
def dice() -> Dice:
    return Dice(stream(1, "test"))


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("old_number", "012345678"),
        ("relative", "001170000001"),
        ("missing", ""),
        ("apostrophe", f"'{OWN}"),
        ("number_cell", 1045123789),
    ],
)
def test_a_number_is_written_wrong_in_a_told_way(kind: str, written: object, dice: Dice) -> None:
    assert mistype_identifier(NUMBERS, {kind: 1.0}, dice) == (written, [f"id_{kind}"])


@pytest.mark.parametrize(("kind", "length"), [("one_digit", 12), ("digit_lost", 11), ("digit_doubled", 13)])
def test_a_digit_goes_wrong_behind_the_sixth(kind: str, length: int, dice: Dice) -> None:
    written, _ = mistype_identifier(NUMBERS, {kind: 1.0}, dice)
    assert isinstance(written, str)
    assert len(written) == length
    assert written[:6] == OWN[:6]
    assert written != OWN


def test_who_has_no_old_number_keeps_the_new_one(dice: Dice) -> None:
    assert mistype_identifier(Numbers(OWN, "", ""), {"old_number": 1.0}, dice) == (OWN, [])


def test_only_the_old_are_known_by_their_year(dice: Dice) -> None:
    assert mistype_birth(dt.date(1940, 5, 6), "1940-05-06", {"year_only": 1.0}, dice) == (
        "1940",
        ["birth_year_only"],
    )
    assert mistype_birth(dt.date(1990, 5, 6), "1990-05-06", {"year_only": 1.0}, dice) == ("1990-05-06", [])


def test_day_and_month_change_places_when_both_can_be_months(dice: Dice) -> None:
    assert mistype_birth(dt.date(1940, 5, 6), "1940-05-06", {"swapped": 1.0}, dice) == (
        "1940-06-05",
        ["birth_swapped"],
    )
    assert mistype_birth(dt.date(1940, 5, 26), "1940-05-26", {"swapped": 1.0}, dice) == ("1940-05-26", [])


def test_one_part_of_a_birth_date_is_off(dice: Dice) -> None:
    for _ in range(50):
        written, _ = mistype_birth(dt.date(1940, 2, 27), "1940-02-27", {"one_off": 1.0}, dice)
        assert dt.date.fromisoformat(written) != dt.date(1940, 2, 27)


def test_villages_have_other_spellings(dice: Dice) -> None:
    rates = {"missing": 0.0, "variant": 1.0}
    forms = {mistype_village("Tổ dân phố số 5", rates, dice)[0] for _ in range(60)}
    assert {"TDP 5", "Tổ 05"} <= forms
    assert mistype_village("Thôn Đông", {"missing": 1.0, "variant": 0.0}, dice) == ("", ["village_missing"])
