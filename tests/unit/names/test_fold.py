import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.names.fold import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        pytest.param("Đặng Đình Đức", "dang dinh duc", id="d with stroke"),
        pytest.param("Ðặng Ɖình", "dang dinh", id="letters that look like đ"),
        pytest.param("H'Hen Niê", "hhen nie", id="apostrophe"),
        pytest.param("Êñuôl Bhăm Ŏng Čư ŭ", "enuol bham ong cu u", id="letters of minority names"),
        pytest.param("Lê-Văn.An/Bình", "le van an binh", id="marks that part words"),
        pytest.param(" Mỹ \u00a0 Đình 2 ", "my dinh", id="spaces and digits"),
        pytest.param("ＬÊ ТОАН", "le toah", id="full width and Cyrillic twins"),
        pytest.param("漢字", "", id="other scripts"),
    ],
)
def test_folds(text, folded):
    assert fold(text) == folded


def test_every_vietnamese_letter_folds_to_its_base():
    for base, letters in {
        "a": "aàáảãạăằắẳẵặâầấẩẫậ",
        "d": "dđ",
        "e": "eèéẻẽẹêềếểễệ",
        "i": "iìíỉĩị",
        "o": "oòóỏõọôồốổỗộơờớởỡợ",
        "u": "uùúủũụưừứửữự",
        "y": "yỳýỷỹỵ",
    }.items():
        assert fold(letters + letters.upper()) == base * 2 * len(letters)


@given(st.text())
def test_folding_is_total_idempotent_and_gives_only_letters_and_single_spaces(text):
    folded = fold(text)
    assert re.fullmatch("([a-z]+( [a-z]+)*)?", folded)
    assert fold(folded) == folded


@given(st.text())
def test_decomposed_text_folds_alike(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
