"""Legacy codes to Unicode. Nothing is guessed here: the caller says which encoding it is."""

import re
import unicodedata

from doisoat.encodings.tables import TCVN3, VNI
from doisoat.errors import DoisoatError

# How the bytes of an encoding become characters; TCVN3 and VNI are then decoded as characters of a cell are.
_CODECS = {
    "utf-8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "ascii": "ascii",
    "cp1258": "cp1258",
    "tcvn3": "latin-1",
    "vni": "cp1252",
    "mixed": "latin-1",
}
_VNI_CODE = re.compile("|".join(sorted(VNI, key=len, reverse=True)))
# ư and à as PDF readers and NFKC leave them in a cell.
_TCVN3_IN_CELLS = {**TCVN3, 0x2212: "ư", 0x03BC: "à"}
_TCVN3_MARKED = re.compile("[\xb0-\xb4]")
_CAPITALS = "aAăĂâÂeEêÊiIoOôÔơƠuUưƯyY"
_FIELD = re.compile(r"[^;,|\t\r\n]+")
_WORD = re.compile(r"[^\W\d_]+")


class UndecodableText(DoisoatError):
    """The bytes are not text in that encoding. The message gives the place of the first wrong one, not its value."""


def decode_bytes(data: bytes, encoding: str) -> str:
    """`data` as text, without byte order mark; CP1258 composed (NFC). Strict: UndecodableText, never a lost byte.

    TCVN3 has a letter for every byte. "mixed" keeps every byte as the Latin-1 character of that number, for a file
    whose columns are in several encodings: columns.decode_column takes it from there.
    """
    try:
        text = data.decode(_CODECS[encoding])
    except UnicodeDecodeError as error:
        raise UndecodableText(f"byte {error.start + 1} is not {encoding} text") from None
    if encoding == "cp1258":
        return unicodedata.normalize("NFC", text)
    if encoding in {"utf-16-le", "utf-16-be"}:
        return text.removeprefix("\ufeff")
    if encoding == "tcvn3":
        return _FIELD.sub(lambda field: tcvn3_to_unicode(field[0]), text)
    return vni_to_unicode(text) if encoding == "vni" else text


def tcvn3_to_unicode(text: str) -> str:
    """`text`, a cell whose characters are TCVN3 codes, in Unicode. Toned capitals are restored by the letters around.

    A character above U+00FF stays as it is.
    """
    decoded = text.translate(_TCVN3_IN_CELLS)
    if _TCVN3_MARKED.search(text):
        decoded = unicodedata.normalize("NFC", decoded)
    return _with_capitals(_PAIR.sub(lambda pair: pair[0][1].upper(), decoded))


def vni_to_unicode(text: str) -> str:
    """`text`, whose characters are VNI codes, in Unicode."""
    return _VNI_CODE.sub(lambda code: VNI[code[0]], text)


def _toned(letter: str) -> str:
    return "".join(unicodedata.normalize("NFC", letter + tone) for tone in "\u0300\u0301\u0303\u0309\u0323")


_TONED = frozenset("".join(_toned(letter) for letter in _CAPITALS[::2]))
# A capital and its own small letter with a tone: how typists write a toned capital.
_PAIR = re.compile("|".join(f"{_CAPITALS[at]}[{_toned(_CAPITALS[at - 1])}]" for at in range(1, len(_CAPITALS), 2)))


def _with_capitals(cell: str) -> str:
    """`cell` with the capitals that its writer could not write: the font showed them, or a small letter had to do.

    Words of capitals tell of themselves (NGUYễN); a word with too few other letters (Lª) follows the cell's others.
    A small letter with a tone begins a word like the cell's other words begin (Vũ ánh Hạnh).
    """
    words = _WORD.findall(cell)
    shouts = [_shouts(word) for word in words]
    if True in shouts:
        follow = False not in shouts
        return _WORD.sub(
            lambda word: word[0].upper() if _shouts(word[0]) or (follow and _is_open(word[0])) else word[0], cell
        )
    begins = {word[0].isupper() for word in words if word[0] not in _TONED}
    if begins != {True}:
        return cell
    return _WORD.sub(lambda word: word[0][0].upper() + word[0][1:], cell)


def _is_open(word: str) -> bool:
    return _shouts(word) is None


def _shouts(word: str) -> bool | None:
    """Whether a word is all capitals by its plain letters; None when only its first letter, or none, tells."""
    if any("a" <= letter <= "z" for letter in word):
        return False
    capitals = sum(letter.isupper() for letter in word)
    return True if capitals >= 2 else None
