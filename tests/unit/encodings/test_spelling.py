import pytest

from doisoat.encodings.spelling import is_spelt, neighbours


@pytest.mark.parametrize(
    "word", ["nguyễn", "QUỐC", "Giêng", "nghĩa", "hoà", "hòa", "thuý", "khuya", "xoong", "Đức", "y", "quyên", "gì"]
)
def test_syllables_are_spelt(word):
    assert is_spelt(word)


@pytest.mark.parametrize(
    "word", ["nguyen", "đưc", "nghá", "ngê", "cê", "tốtt", "vâ", "bìt", "phảt", "áá", "", "wa", "đ"]
)
def test_what_cannot_stand_together_is_not_spelt(word):
    assert not is_spelt(word)


def test_letters_that_never_meet_are_no_neighbours():
    assert {"oà", "òa", "iế", "ướ", "ôc"} - neighbours() == {"ôc"} - neighbours()
    assert not {"aù", "eã", "uõ", "àc"} & neighbours()
