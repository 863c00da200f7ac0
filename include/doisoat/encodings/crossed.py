"""A cell in one legacy encoding whose file was read in another.

A file in TCVN3 is read as TCVN3 from end to end. A cell that somebody pasted into it in VNI comes out as letters that
no word has side by side, `Nguyeón Vaờn An`. Written back to the codes it was sent in, all of it is Vietnamese in VNI.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice, product

from doisoat.encodings.suspects import MISPLACED
from doisoat.encodings.tables import TCVN3, VNI
from doisoat.encodings.words import (
    DECODERS,
    decoded,
    is_foreign,
    is_unspelt,
    is_vietnamese,
    with_words,
    words_of,
)

_OTHER = {"tcvn3": "vni", "vni": "tcvn3"}
_TRIES = 32  # ways to write a word back that are tried
_MISPLACED = re.compile(MISPLACED)


@dataclass(frozen=True, slots=True)
class Crossed:
    """What a cell says in `encoding`, which is not its file's; `is_clear`: whether it can hardly be anything else."""

    text: str
    encoding: str
    is_clear: bool


def read_crossed(text: str) -> Crossed | None:
    """None unless every accented word of `text` is Vietnamese in the other encoding, and not all of them as they stand.

    It is clear with two accented words, of which one is written as nobody types it or two are misspelt (one alone may
    be a slip), and with fewer plain words that cannot be Vietnamese.
    """
    for file, encoding in _OTHER.items():
        sent = {word: _sent(word, file) for word in words_of(text) if not word.isascii()}
        misspelt = [word for word in sent if _is_misspelt(word)]
        if not misspelt or None in sent.values():
            continue
        codes = {word: code or word for word, code in sent.items()}
        is_proven = len(misspelt) > 1 or any(is_foreign(word) or _MISPLACED.search(word) for word in misspelt)
        is_clear = len(sent) > 1 and is_proven and len(misspelt) > sum(map(is_unspelt, words_of(text)))
        return Crossed(DECODERS[encoding](with_words(text, codes)), encoding, is_clear)
    return None


def _sent(word: str, file: str) -> str | None:
    """The codes of which `file` made `word`, if they are Vietnamese in the other encoding."""
    written = product(*(_CODES[file].get(letter, letter) for letter in word))
    tried = islice(map("".join, written), _TRIES)
    return next((codes for codes in tried if decoded(codes, _OTHER[file]) is not None), None)


def _is_misspelt(word: str) -> bool:
    return not is_vietnamese(word) or _MISPLACED.search(word) is not None


def _codes_of_tcvn3() -> dict[str, tuple[str, ...]]:
    """A toned capital is a code of its own, or was a small letter's, which its word made a capital."""
    own = {letter: chr(code) for code, letter in TCVN3.items() if not unicodedata.combining(letter)}
    return {letter: tuple({own[letter]: None, own.get(letter.lower(), own[letter]): None}) for letter in own}


def _codes_of_vni() -> dict[str, tuple[str, ...]]:
    """One character where there is one, then a letter and its mark in its case; what VNI has no letter for, itself."""
    codes: dict[str, list[str]] = {}
    for code in sorted(VNI, key=len):
        if code in {code.lower(), code.upper()}:
            codes.setdefault(VNI[code], []).append(code)
    return {letter: (*ways, letter) if letter < "\u0100" else tuple(ways) for letter, ways in codes.items()}


_CODES: Mapping[str, Mapping[str, tuple[str, ...]]] = {"tcvn3": _codes_of_tcvn3(), "vni": _codes_of_vni()}
