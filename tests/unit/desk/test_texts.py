"""Both catalogues say the same things, and the templates ask for nothing that is in neither."""

import re
import string

import pytest

from doisoat.desk.pages import FOLDER
from doisoat.desk.session import LANGUAGES
from doisoat.desk.texts import catalogue, text


def places(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


def test_both_languages_have_the_same_texts() -> None:
    assert catalogue("vi").keys() == catalogue("en").keys()


def test_both_languages_fill_in_the_same_places() -> None:
    assert {k: places(v) for k, v in catalogue("vi").items()} == {k: places(v) for k, v in catalogue("en").items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_empty(language: str) -> None:
    assert [key for key, words in catalogue(language).items() if not words.strip()] == []


def test_every_text_that_is_asked_for_by_its_whole_key_is_there() -> None:
    files = [*(FOLDER / "templates").rglob("*.j2"), *FOLDER.rglob("*.py")]
    asked = {
        key
        for file in files
        for key in re.findall(r'(?:\bt\(|Refused\(\d+, )"([\w.]+\w)"[,)]', file.read_text("utf-8"))
    }
    assert len(asked) > 50
    assert asked - catalogue("vi").keys() == set()


def test_a_text_that_is_nowhere_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("vi", "no.such")
