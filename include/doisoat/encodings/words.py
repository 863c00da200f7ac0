"""One word of a cell: whether it is Vietnamese as it stands, and once decoded.

A word is a proof of a legacy encoding when it is not Vietnamese as it stands and is Vietnamese once decoded.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import lru_cache

from doisoat.encodings.decode import tcvn3_to_unicode, vni_to_unicode
from doisoat.encodings.spelling import is_spelt

# The minus of PDF readers and the Greek mu that TCVN3 cells can hold, beside Latin-1.
_BEYOND_LATIN1 = re.compile("[^\x00-\xff\u2212\u03bc]")
# Accented letters and signs that stand in no Vietnamese word.
_FOREIGN = re.compile(
    "[\x80-\xbf\xc4-\xc7\xcb\xce\xcf\xd1\xd6-\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee\xef\xf1\xf6-\xf8\xfb\xfc\xfe\xff]"
    "|[\u2212\u03bc]"
)
_NOT_TYPED = re.compile(f"{_FOREIGN.pattern}|[a-zà-ÿ][À-Þ]|[A-Z][À-Þ][a-z]")
_APART = re.compile(r"[\s\x00-\x40\[-`{-\x7f]+")
_WORD = re.compile(r"[^\s\x00-\x40\[-`{-\x7f]+")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_ETH = str.maketrans("Ðð", "Đđ")

_UNEXPLAINED, _EITHER, _SLIP, _PROOF = -1, 0, 1, 2  # what a word says for an encoding


def cp1258_to_unicode(text: str) -> str:
    """`text`, whose characters are CP1258 codes, in Unicode; as it is where there is no such code."""
    try:
        return unicodedata.normalize("NFC", text.encode("latin-1").decode("cp1258"))
    except UnicodeError:
        return text


DECODERS: dict[str, Callable[[str], str]] = {
    "tcvn3": tcvn3_to_unicode,
    "vni": vni_to_unicode,
    "cp1258": cp1258_to_unicode,
}


def words_of(text: str) -> list[str]:
    """Split at what is ASCII and no letter: in legacy text signs such as ¬ are letters."""
    return _APART.split(text)


def with_words(text: str, instead: Mapping[str, str]) -> str:
    """`text` with some of its words replaced."""
    return _WORD.sub(lambda word: instead.get(word[0], word[0]), text)


@lru_cache(maxsize=1 << 16)
def decoded(word: str, encoding: str) -> str | None:
    """`word` in that encoding if it is Vietnamese so."""
    meant = DECODERS[encoding](word)
    return meant if is_spelt(meant) else None


@lru_cache(maxsize=1 << 16)
def is_vietnamese(word: str) -> bool:
    """As it stands, Ð for Đ allowed."""
    return is_spelt(word.translate(_ETH))


def is_within_latin1(word: str) -> bool:
    """Whether a legacy word can look like this."""
    return _BEYOND_LATIN1.search(word) is None


def is_foreign(word: str) -> bool:
    """Whether it holds a letter or sign that no Vietnamese word holds."""
    return _FOREIGN.search(word) is not None


def is_unspelt(word: str) -> bool:
    """A plain word that cannot be Vietnamese written with its marks: Smith, Nguyen. Abbreviations are neutral."""
    return len(word) > 1 and word.isascii() and _VOWEL.search(word) is not None and not is_spelt(word)


def score(words: list[str], encoding: str) -> int:
    """Proofs among the accented `words`, less the words that this reading does not explain at all."""
    return sum(min(_weight(word, encoding), 1) for word in words)


def is_proven(words: list[str], encoding: str) -> bool:
    """One word that nobody types, or two that are only misspelt (Thôc): one of those may be a slip."""
    weights = [_weight(word, encoding) for word in words]
    return _PROOF in weights or weights.count(_SLIP) > 1


def says_something_else(words: list[str], encoding: str) -> bool:
    """Whether all `words` are Vietnamese in that encoding, and not the same words."""
    meant = [decoded(word, encoding) for word in words]
    return None not in meant and meant != words


@lru_cache(maxsize=1 << 16)
def _weight(word: str, encoding: str) -> int:
    meant = decoded(word, encoding)
    if meant is None:
        return _UNEXPLAINED
    if is_vietnamese(word):
        return _EITHER
    return _PROOF if _NOT_TYPED.search(word) or len(meant) < len(word) else _SLIP
