"""An identity number as written: repaired where that is safe, else damaged with the reason.

| code | what was done | risk |
|---|---|---|
| separators, apostrophe, label | spaces, dots, dashes, a leading ', "CCCD:" taken off | none |
| decimal | ".0" of a spreadsheet number taken off | none |
| letter_digit | O → 0, l and I → 1 among digits | a passport or military number of such letters |
| zeros_2 | 10 digits: 00 put before, with a known province, century 19xx or 20xx | a tax code that fits, 1 in 100 |
| zeros_1 | 11 digits: 0 put before, likewise; +84 phone numbers refused | a digit lost elsewhere that still fits |
| old_zero | 8 digits: 0 put before (Hanoi's 01…); what reads as a date refused | a digit lost elsewhere |
| second_number | the 12-digit number kept where a 9-digit one stands beside it | none |
| unknown_province, unlikely_century | a warning on a number that is kept | |

Reasons for damaged: scientific (also a number of ten digits or more that ends in six zeros: a spreadsheet's exponent
written out), phone_number, letters, length, several_numbers. A number with lost digits is never
completed by guessing: that would be another person's. Repaired numbers must be verified by name and birth.
"""

import re
from dataclasses import dataclass
from typing import Literal

from doisoat.identifiers.structure import (
    OLD_PREFIXES,
    PROVINCE_PREFIXES,
    birth_year_of,
    province_of,
    sex_of,
)

__all__ = ["Identity", "birth_year_of", "province_of", "read_identity", "sex_of"]

Kind = Literal["citizen", "old", "damaged", "missing"]


@dataclass(frozen=True, slots=True)
class Identity:
    """`number`: 12 digits (citizen), 9 digits (old), else None. `repairs`: codes of the tables above."""

    number: str | None
    kind: Kind
    repairs: tuple[str, ...]


MISSING = Identity(None, "missing", ())
PLACEHOLDERS = frozenset({"123456789", "1234567890", "123456789012", "012345678901"})
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?e[+-]?\d+", re.IGNORECASE)
_DECIMAL = re.compile(r"^(\d{8,})[.,]0{1,2}$")
_LABEL = re.compile(r"^(?:s[ốo]|cccd|cmnd|cmtnd|cmt|cc|đdcn|ddcn|[\s:./-])+(?=[\dOoIl])", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s.,_\-–—\u200b-\u200d\u2060\ufeff\u00ad]+")
_APOSTROPHES = str.maketrans(dict.fromkeys("'’‘ʼ`´"))
_LETTER_DIGITS = str.maketrans("OoОоlI", "000011")
_TWO_NUMBERS = re.compile(r"(?<!\d)(?:\d{12}|\d{9})(?!\d)")
_PHONE = re.compile(r"0[35789]\d{8}|84[35789]\d{8}")
_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d\d|(?:19|20)\d\d(?:0[1-9]|1[0-2])\d\d")


def read_identity(text: str | None, *, latest_year: int = 2099) -> Identity:
    """The identity number in `text`. Never raises.

    `latest_year`: a lost zero is put back only if the number then tells a birth up to that year.
    """
    if text is None:
        return MISSING
    if len(text) == 12 and text.isascii() and text.isdigit() and not text.endswith("000000"):
        return _citizen(text, ())
    stripped = text.strip()
    if stripped.isascii() and stripped.isdigit():
        return _by_length(stripped, (), latest_year=latest_year)
    if not any(letter.isdigit() for letter in stripped):
        return MISSING
    if _SCIENTIFIC.fullmatch(stripped.strip("'").replace(" ", "")):
        return Identity(None, "damaged", ("scientific",))
    digits, repairs = _digits(stripped)
    if not (digits.isascii() and digits.isdigit()):
        return _one_of_several(stripped)
    return _by_length(digits, repairs, latest_year=latest_year)


def _digits(text: str) -> tuple[str, tuple[str, ...]]:
    """`text` without what people put around and between digits, and the codes of what was taken off."""
    repairs: list[str] = []
    for code, replace in (
        ("apostrophe", lambda t: t.translate(_APOSTROPHES).strip()),
        ("label", lambda t: _LABEL.sub("", t)),
        ("decimal", lambda t: _DECIMAL.sub(r"\1", t)),
        ("separators", lambda t: _SEPARATORS.sub("", t)),
        ("letter_digit", _letters_to_digits),
    ):
        replaced = replace(text)
        repairs += [code] if replaced != text else []
        text = replaced
    return text, tuple(repairs)


def _letters_to_digits(text: str) -> str:
    replaced = text.translate(_LETTER_DIGITS)
    return replaced if replaced != text and sum(letter.isdigit() for letter in text) >= 6 else text


def _one_of_several(text: str) -> Identity:
    found = _TWO_NUMBERS.findall(text)
    citizens = {number for number in found if len(number) == 12}
    if len(found) > 1 and len(citizens) == 1:
        return _citizen(citizens.pop(), ("second_number",))
    return Identity(None, "damaged", ("several_numbers",) if len(found) > 1 else ("letters",))


def _by_length(digits: str, repairs: tuple[str, ...], *, latest_year: int) -> Identity:
    if len(set(digits)) == 1 or digits in PLACEHOLDERS:
        return MISSING
    if _PHONE.fullmatch(digits):
        return Identity(None, "damaged", (*repairs, "phone_number"))
    if len(digits) >= 10 and digits.endswith("000000"):
        return Identity(None, "damaged", (*repairs, "scientific"))
    if len(digits) == 12:
        return _citizen(digits, repairs)
    if len(digits) == 9:
        return _old(digits, repairs)
    if len(digits) in {10, 11} and _is_plausible(digits.zfill(12), latest_year=latest_year):
        return _citizen(digits.zfill(12), (*repairs, f"zeros_{12 - len(digits)}"))
    if len(digits) == 8 and f"0{digits}"[:2] in OLD_PREFIXES and not _DATE.fullmatch(digits):
        return _old(f"0{digits}", (*repairs, "old_zero"))
    return Identity(None, "damaged", (*repairs, "length"))


def _is_plausible(number: str, *, latest_year: int) -> bool:
    year = birth_year_of(number)
    return province_of(number) is not None and year is not None and year <= latest_year


def _citizen(number: str, repairs: tuple[str, ...]) -> Identity:
    if len(set(number)) == 1 or number in PLACEHOLDERS:
        return MISSING
    unknown = () if number[:3] in PROVINCE_PREFIXES else ("unknown_province",)
    unlikely = () if number[3] in "0123" else ("unlikely_century",)
    return Identity(number, "citizen", (*repairs, *unknown, *unlikely))


def _old(number: str, repairs: tuple[str, ...]) -> Identity:
    unknown = () if number[:2] in OLD_PREFIXES else ("unknown_province",)
    return Identity(number, "old", (*repairs, *unknown))
