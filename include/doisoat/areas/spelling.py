"""Keys under which the name of a district or ward is kept and looked up."""

import re
import unicodedata

from doisoat.names.fold import fold
from doisoat.names.letters import ETH
from doisoat.names.syllable import with_tone_in_place

Key = tuple[str | None, str]
"""(kind or None, name): the kind without tones, the name with or without them."""

_KINDS = {
    "phuong": "phuong",
    "p": "phuong",
    "xa": "xa",
    "x": "xa",
    "thi tran": "thi tran",
    "tt": "thi tran",
    "quan": "quan",
    "q": "quan",
    "huyen": "huyen",
    "h": "huyen",
    "thi xa": "thi xa",
    "tx": "thi xa",
}
_ROMAN = {"i": "1", "ii": "2", "iii": "3"}
_WORD = re.compile(r"[^\W_]+")


def index_keys(name: str) -> list[Key]:
    """All keys of the full official `name`: Phường Mỹ Đình 1."""
    tones, folded = _words(name)
    kind, length = _kind(folded)
    written = (" ".join(tones[length:]), " ".join(folded[length:]))
    return [(key_kind, key_name) for key_kind in (kind, None) for key_name in written]


def lookup_keys(text: str) -> list[Key]:
    """Keys of a name as written, the surest first.

    The whole text comes before the text less its kind, so that Phương Liên is no ward Liên; with tones before
    without; and a wrong kind (a xã that became a phường) does not prevent finding it.
    """
    tones, folded = _words(text)
    if not folded:
        return []
    kind, length = _kind(folded)
    bare = [" ".join(tones[length:]), " ".join(folded[length:])]
    whole: list[Key] = [(None, " ".join(tones)), (None, " ".join(folded))]
    return [*whole, *((kind, name) for name in bare), *((None, name) for name in bare)]


def _words(text: str) -> tuple[list[str], list[str]]:
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).translate(ETH).lower())
    words = _WORD.findall(lower)
    words = [*words[:-1], _ROMAN.get(words[-1], words[-1])] if len(words) > 1 else words
    tones = [with_tone_in_place(word) for word in words]
    return tones, [fold(word) or word for word in words]


def _kind(folded: list[str]) -> tuple[str | None, int]:
    """The kind that the words begin with, and of how many words it is."""
    for length in (2, 1):
        if len(folded) > length and (kind := _KINDS.get(" ".join(folded[:length]))):
            return kind, length
    return None, 0
