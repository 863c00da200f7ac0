"""The encoding of a whole file, from its bytes: marks and structure first, then what reads as Vietnamese.

Files of 8-bit text carry no mark, and every byte is a letter in TCVN3: only the words tell. A word is evidence for the
readings in which it is a Vietnamese syllable.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from doisoat.encodings.spelling import is_spelt
from doisoat.encodings.words import DECODERS, decoded, words_of

_SAMPLE = 1 << 20  # bytes that are looked at, from the first one that is not ASCII
_BEYOND_ASCII = re.compile(b"[\x80-\xff]")
_FEW = 10  # distinct words below which two encodings are not told from one with misspelt words
_WORDS = 20_000  # distinct words that are looked at
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
# Neighbouring UTF-8 bytes of a Vietnamese letter, read as Latin-1.
_UTF8 = re.compile("[\xc3-\xc6][\x80-\xbf]|\xe1[\xba\xbb][\x80-\xbf]")
_MIXED = 0.05  # share of words in UTF-8 from which on an 8-bit file is mixed
# Or of words that only a second 8-bit encoding explains, where the two explain nearly all.
_SECOND, _NEARLY_ALL = 0.1, 0.9


@dataclass(frozen=True)
class Detection:
    """`encoding`: utf-8, utf-8-sig, utf-16-le, utf-16-be, tcvn3, vni, cp1258, ascii, or mixed (by column: see
    decode.decode_bytes). `confidence`: 0 to 1; below 0.5 nobody should rely on it. `reason`: why, without any text.
    """

    encoding: str
    confidence: float
    reason: str = ""


def detect_encoding(data: bytes) -> Detection:
    """The encoding of `data`, a whole file or a part of it, the beginning or not. Never raises."""
    for mark, encoding in _MARKS.items():
        if data.startswith(mark):
            return Detection(encoding, 1.0, "byte order mark")
    if (wide := _utf16(data[:_SAMPLE])) is not None:
        return wide
    marked = _BEYOND_ASCII.search(data)
    if marked is None:
        return Detection("ascii", 1.0, "no byte above 127")
    begin = max(0, marked.start() - 64)  # with the word that the byte is in
    sample = data[begin : begin + _SAMPLE]
    if _is_utf8(sample):
        return Detection("utf-8", 0.99, "every byte sequence is UTF-8")
    return _legacy(sample)


def _utf16(sample: bytes) -> Detection | None:
    """Spaces, digits and plain letters have a zero byte, always on the same side; other text has none."""
    low, high = sample[::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half < 2:
        return None
    for encoding, zeros, others in (("utf-16-le", high, low), ("utf-16-be", low, high)):
        if zeros >= 0.2 * half and others <= 0.01 * half and _is_text(sample, encoding):
            return Detection(encoding, 0.95, f"{zeros / half:.0%} of the character pairs have a zero byte")
    return None


def _is_text(sample: bytes, encoding: str) -> bool:
    try:
        text = codecs.getincrementaldecoder(encoding)().decode(sample)
    except UnicodeError:
        return False
    return all(letter.isprintable() or letter.isspace() for letter in text[:1000])


def _is_utf8(sample: bytes) -> bool:
    """The last letter of a sample may be cut."""
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(sample).isascii()
    except UnicodeError:
        return False


def _legacy(sample: bytes) -> Detection:
    words = Counter(word for word in words_of(sample.decode("latin-1")) if not word.isascii())
    words = Counter(dict(words.most_common(_WORDS)))
    in_utf8 = sum(count for word, count in words.items() if _UTF8.search(word) and _spelt_as_utf8(word))
    total = words.total()
    spelt = {encoding: _share(words, encoding) for encoding in DECODERS}
    best = max(spelt, key=lambda encoding: spelt[encoding])
    if in_utf8 > 0 and in_utf8 >= _MIXED * total:
        return Detection("mixed", 0.9, f"{in_utf8 / total:.0%} of the words are UTF-8, the others are not")
    either = _share(words, *DECODERS)
    if len(words) >= _FEW and either - spelt[best] >= _SECOND and either >= _NEARLY_ALL:
        return Detection(
            "mixed", 0.9, f"{spelt[best]:.0%} of the words are {best}, most of the others another encoding"
        )
    others = max(share for encoding, share in spelt.items() if encoding != best)
    reason = f"{spelt[best]:.0%} of the accented words are Vietnamese as {best}, {others:.0%} as the next best"
    return Detection(best, _confidence(spelt[best], others, words=len(words)), reason)


def _share(words: Counter[str], *encodings: str) -> float:
    """The share of words that are Vietnamese in one of the encodings."""
    spelt = (count for word, count in words.items() if any(decoded(word, encoding) for encoding in encodings))
    return sum(spelt) / max(words.total(), 1)


def _confidence(best: float, others: float, *, words: int) -> float:
    """The share that is explained, less when another reading explains as much or when there are few words."""
    margin = min(1.0, 2 * (best - others)) if best else 0.0
    return round(best * (0.4 + 0.6 * margin) * words / (words + 1), 3)


def _spelt_as_utf8(word: str) -> bool:
    try:
        return is_spelt(word.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return False
