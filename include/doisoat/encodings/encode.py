"""Unicode to TCVN3 and VNI, as an old program would have written it."""

import unicodedata

from doisoat.encodings.tables import TCVN3, VNI
from doisoat.errors import DoisoatError


class UnencodableText(DoisoatError):
    """The text holds a character that the encoding cannot write. The message gives its place, not the text."""


def _tcvn3_codes() -> dict[str, str]:
    """Only the codes that TCVN3 fonts draw: 0xA1 and above, without marks and toned capitals."""
    codes = {letter: chr(code) for code, letter in TCVN3.items() if code > 0xA0 and not unicodedata.combining(letter)}
    return {letter: code for letter, code in codes.items() if letter.islower() or letter in "ĂÂÊÔƠƯĐ"}


def _vni_codes() -> dict[str, str]:
    """Mark in the letter's case; ì, í, ỉ, ĩ, ị, ỵ as one character."""
    codes: dict[str, str] = {}
    for code, letter in VNI.items():
        if code in {code.lower(), code.upper()} and (letter not in codes or len(code) < len(codes[letter])):
            codes[letter] = code
    return codes


_TCVN3 = _tcvn3_codes()
_VNI = _vni_codes()


def encode_text(text: str, encoding: str, *, pair_capitals: bool = True) -> bytes:
    """`text` in "tcvn3" or "vni". UnencodableText for a letter that the encoding has not.

    `pair_capitals`: in TCVN3, toned capitals as a capital and a small letter's byte, which can be read back exactly;
    else the small letter alone, as in the capitals-only fonts (.VnTimeH).
    """
    composed = unicodedata.normalize("NFC", text)
    codes = {"tcvn3": _TCVN3, "vni": _VNI}[encoding]
    written = [_code(letter, codes, pair=pair_capitals) for letter in composed]
    if None in written:
        raise UnencodableText(f"character {written.index(None) + 1} cannot be written in {encoding}")
    return "".join(filter(None, written)).encode("latin-1")


def _code(letter: str, codes: dict[str, str], *, pair: bool) -> str | None:
    if letter in codes:
        return codes[letter]
    if letter < "\x80":
        return letter
    lower = letter.lower()
    if codes is not _TCVN3 or lower not in codes or lower == letter:
        return None
    return _capital_base(letter) + codes[lower] if pair else codes[lower]


def _capital_base(letter: str) -> str:
    """The capital without its tone, as TCVN3 writes it: A of À, code of Â of Ầ."""
    marks = unicodedata.normalize("NFD", letter)
    toneless = unicodedata.normalize(
        "NFC", "".join(mark for mark in marks if mark not in "\u0300\u0301\u0303\u0309\u0323")
    )
    return _TCVN3.get(toneless, toneless)
