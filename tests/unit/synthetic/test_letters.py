import unicodedata

import pytest

from doisoat.synthetic.letters import (
    ascii_letters,
    change_tone,
    other_i_y,
    other_tone_place,
)


@pytest.mark.parametrize(
    ("syllable", "other"),
    [
        pytest.param("Hòa", "Hoà", id="oa"),
        pytest.param("Thuý", "Thúy", id="uy, back"),
        pytest.param("Quý", None, id="after q there is one place"),
        pytest.param("Toàn", None, id="with a final there is one place"),
        pytest.param("Lan", None, id="no tone"),
    ],
)
def test_a_tone_moves_where_two_places_are_in_use(syllable: str, other: str | None) -> None:
    assert other_tone_place(syllable) == other


@pytest.mark.parametrize(
    ("syllable", "other"), [("Lý", "Lí"), ("Mĩ", "Mỹ"), ("Quý", "Quí"), ("Thủy", None), ("Nghi", None)]
)
def test_i_and_y_change_places_in_open_syllables(syllable: str, other: str | None) -> None:
    assert other_i_y(syllable) == other


def test_a_tone_is_changed_or_taken_away_and_letters_keep_their_marks() -> None:
    assert change_tone("Dũng", "tilde", "hook") == "Dủng"
    assert change_tone("Nguyễn", "tilde", "") == "Nguyên"
    assert change_tone("Lan", "tilde", "hook") is None


def test_letters_become_ascii() -> None:
    assert ascii_letters("Đỗ Thị Hòa đà") == "Do Thi Hoa da"


def test_results_are_composed() -> None:
    assert unicodedata.is_normalized("NFC", change_tone("Dũng", "tilde", "dot") or "")
