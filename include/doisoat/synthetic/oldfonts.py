"""Vietnamese text in the encodings of old fonts, as their keyboards wrote it: TCVN3 (ABC) and VNI."""

import re
import unicodedata
from functools import cache

from doisoat.synthetic.letters import compose, decompose
from doisoat.synthetic.reference import rows

# VNI writes a mark behind its vowel, one for circumflex or breve together with the tone.
_PLAIN = {"": "", "\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_CIRCUMFLEX = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_MARKS = {"": _PLAIN, "\u0302": _CIRCUMFLEX, "\u0306": _BREVE, "\u031b": _PLAIN}
_HORNED = {"o": "ô", "u": "ö"}
_WHOLE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
_WORD = re.compile(r"[^\W\d_]+")
_TONES = set(_PLAIN) - {""}
_LOOKALIKES = str.maketrans("Ðð\u00a0", "Đđ ")


def tcvn3_letters(text: str) -> str:
    """TCVN3 seen as Latin-1. There are no codes for capitals with a tone.

    In words of small letters typists put the small letter behind its plain capital (A¸nh for Ánh); words in capitals
    have small letters' codes, which the font for capitals draws large.
    """
    composed = compose(text.translate(_LOOKALIKES))
    shouting = composed.isupper()
    return _WORD.sub(lambda word: _tcvn3_word(word[0], shouting), composed)


def _tcvn3_word(word: str, shouting: bool) -> str:
    codes = _tcvn3()
    paired = not shouting and (len(word) == 1 or word[1:].islower())
    first = (_tcvn3_pairs() if paired else codes).get(word[0]) or codes.get(word[0], word[0])
    return first + "".join(codes.get(letter, letter) for letter in word[1:])


def tcvn3_bytes(text: str) -> bytes:
    """UnicodeEncodeError if a letter is neither Vietnamese nor ASCII."""
    return tcvn3_letters(text).encode("latin-1")


@cache
def _tcvn3() -> dict[str, str]:
    codes = {r["unicode_char"]: r["tcvn3_char_latin1"] for r in rows("tcvn3_to_unicode") if len(r["unicode_char"]) == 1}
    return {letter.upper(): code for letter, code in codes.items()} | codes


@cache
def _tcvn3_pairs() -> dict[str, str]:
    return {r["unicode_char"]: r["tcvn3_seq_latin1"] for r in rows("tcvn3_upper_pairs")}


def vni_letters(text: str) -> str:
    """VNI seen as Windows Latin."""
    return "".join(_vni(letter) for letter in compose(text))


def _vni(letter: str) -> str:
    small = letter.lower()
    written = _WHOLE.get(small) or _with_mark(small)
    return written.upper() if letter != small else written


def _with_mark(letter: str) -> str:
    apart = decompose(letter)
    base, marks = apart[0], apart[1:]
    tone = next((mark for mark in marks if mark in _TONES), "")
    shape = next((mark for mark in marks if mark in _MARKS), "")
    if not marks or not all(unicodedata.combining(mark) for mark in marks):
        return letter
    return (_HORNED[base] if shape == "\u031b" else base) + _MARKS[shape][tone]
