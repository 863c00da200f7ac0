import csv
import re
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doisoat.names.standardise import standardise_name

CASES = Path(__file__).parents[2] / "cases" / "names.csv"
PARTS = [
    "Nguyễn",
    "THỊ",
    "hoà",
    "Ng.",
    "Bà",
    "(Tèo)",
    "va",
    "Và",
    "/",
    "Ðức",
    "T.",
    "ĐứcAnh",
    "LS.",
    "Maria",
    "-",
    "ông",
]
names = st.one_of(
    st.lists(st.sampled_from(PARTS), max_size=7).map(" ".join),
    st.text("aAàẠăbBđĐeênNguUyÝhHtTr '.,-/()~12\u00a0\u0301", max_size=24),
)


def visible(text: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), text)


def cases() -> list:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["case"]) for row in csv.DictReader(file)]


@pytest.mark.parametrize("case", cases())
def test_labelled_name(case):
    name = standardise_name(visible(case["text"]))
    assert (name.canonical, name.folded) == (visible(case["canonical"]), case["folded"])
    assert (name.title or "", name.nickname or "") == (case["title"], case["nickname"])
    assert sorted(name.repairs) == sorted(case["repairs"].split())


def test_the_name_as_sent_is_composed_and_trimmed_but_otherwise_kept():
    sent = unicodedata.normalize("NFD", " Bà Nguyễn  Thị Hoà (Tèo) ")
    assert standardise_name(sent).full_name == "Bà Nguyễn  Thị Hoà (Tèo)"


def test_bytes_of_an_old_encoding_are_kept_with_their_case():
    assert standardise_name(" NguyÔn ThÞ H­¬ng").full_name == "NguyÔn ThÞ H­¬ng"


def test_composed_and_decomposed_forms_give_the_same_name():
    sent = "Nguyễn Thị Hường"
    apart = standardise_name(unicodedata.normalize("NFD", sent))
    assert apart.canonical == standardise_name(sent).canonical


@given(st.one_of(st.text(), names))
def test_any_text_is_read_and_its_forms_are_tidy(text):
    name = standardise_name(text)
    assert re.fullmatch("([a-z]+( [a-z]+)*)?", name.folded)
    assert name.canonical == " ".join(name.canonical.split())
    assert unicodedata.is_normalized("NFC", name.full_name)


@given(st.one_of(st.text(), names))
def test_a_canonical_name_is_its_own_canonical_name(text):
    canonical = standardise_name(text).canonical
    assert standardise_name(canonical).canonical == canonical


@given(names)
def test_case_does_not_matter(text):
    plain = text.replace("ĐứcAnh", "Đức Anh")
    assert standardise_name(plain.upper()).canonical == standardise_name(plain.lower()).canonical


def test_clean_names_take_microseconds():
    """A million distinct names must not take a night; ten times the measured time is allowed here."""
    surnames, given_names = ["Nguyễn", "Trần", "LÊ", "phạm"], ["An", "Bình", "Chi", "Dũng", "Hoa"]
    texts = [f"{s} {m} {g}" for s in surnames for m in given_names for g in given_names] * 50
    started = time.perf_counter()
    for text in texts:
        standardise_name(text)
    assert (time.perf_counter() - started) / len(texts) < 80e-6
