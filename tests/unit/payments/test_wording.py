"""Reasons in words, from labelled cases."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.errors import SettingsError
from doisoat.payments.returns import code_in_words, load_returns
from doisoat.payments.wording import load_words, words_from

CASES = Path(__file__).parents[2] / "cases" / "return_words.csv"
EMPTY = {"same": {}, "between": [], "denials": [], "phrases": {}, "nothing": []}


def cases() -> list:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["case"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("case", cases())
def test_labelled_reason(case):
    text = case["text"].replace("\\u0300", "\u0300").replace("\\u0301", "\u0301")
    text = text.replace("\\u0303", "\u0303").replace("\\u0309", "\u0309")
    assert (code_in_words(text) or "") == case["code"]


def test_every_phrase_means_its_code_and_every_code_is_known():
    for phrases in load_words().phrases.values():
        for phrase, code in phrases:
            for text in (" ".join(word.text for word in phrase), " ".join(word.folded for word in phrase).upper()):
                assert code_in_words(text) == (code or None), text
            assert code in {"", *load_returns()}


@given(st.text(max_size=80))
def test_any_text_has_a_code_or_none(text):
    assert code_in_words(text) in {None, *load_returns()}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"phrases": {"R01": ["đóng"], "R02": ["đóng"]}}, "'đóng' must be words that mean one code"),
        ({"phrases": {"R01": ["?"]}}, "must be words"),
        ({"between": None}, "return_words.yaml"),
    ],
)
def test_phrases_that_contradict_each_other_are_refused(changed, said):
    with pytest.raises(SettingsError, match=said.replace("?", r"\?")):
        words_from(EMPTY | changed)
