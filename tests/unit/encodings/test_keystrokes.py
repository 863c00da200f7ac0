import csv

import pytest

from doisoat.encodings.keystrokes import read_keys
from doisoat.encodings.spelling import is_spelt
from doisoat.paths import REFERENCE

with (REFERENCE / "keystrokes_telex_vni_viqr.csv").open(encoding="utf-8", newline="") as file:
    KEYS = {row["letter"]: row for row in csv.DictReader(file)}
WORDS = sorted({
    word
    for table in ("surnames", "middle_male", "middle_female", "given_male", "given_female")
    for row in csv.DictReader((REFERENCE / f"{table}.csv").open(encoding="utf-8", newline=""))
    for word in row["name"].split()
    if is_spelt(word)
})


def keys_of(word: str, method: str, *, tone_last: bool) -> str:
    written, tone = "", ""
    for letter in word:
        keys = KEYS.get(letter.lower())
        code = keys[method] if keys else letter
        if keys and keys["tone"] and tone_last:
            code, tone = code[:-1], code[-1]
        written += code[0].upper() + code[1:] if letter.isupper() else code
    return written + tone


@pytest.mark.parametrize("method", ["telex", "vni_typing"])
@pytest.mark.parametrize("tone_last", [False, True])
def test_every_name_is_read_from_its_keys(method, tone_last):
    for word in WORDS:
        keys = keys_of(word, method, tone_last=tone_last)
        read = read_keys(keys)
        assert (read.text, read.method) == (word, method) if read else is_spelt(keys), keys


@pytest.mark.parametrize("word", ["Do", "Nguyen", "Smith", "Ross", "Aaron", "Xyz", "A0", "B12", "", "Ax1s2", "12"])
def test_words_that_are_no_keys_are_left(word):
    assert read_keys(word) is None


@pytest.mark.parametrize("word", ["Max", "Lee", "Moon", "Queen", "Rose", "A1", "Xom7", "Noor", "Dawn", "Hans"])
def test_words_that_may_be_something_else_do_not_speak_for_themselves(word):
    assert read_keys(word).strength < 1.5


@pytest.mark.parametrize("word", ["Nguyeenx", "Ddinhf", "Phamj", "Nguye6n4", "Va8n", "HUOWNGF"])
def test_words_that_can_be_nothing_else_speak_for_themselves(word):
    assert read_keys(word).strength >= 2
