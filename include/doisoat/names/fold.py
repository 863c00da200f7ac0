"""Toneless form of a text: a to z and single spaces, nothing else.

The table is built letter by letter from Unicode's own decompositions, so it is the same for composed and
decomposed text, and total: a character it cannot place is dropped, never an error. đ has no decomposition,
which is why "strip the accents" recipes lose it.
"""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose, and letters of other scripts that look like Latin ones.
WITHOUT_DECOMPOSITION = {
    "đ": "d",
    "ð": "d",
    "ɖ": "d",
    "ƀ": "b",
    "ø": "o",
    "ł": "l",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "ı": "i",
    **dict(zip("авекмнорстхуі", "abekmhopctxyi", strict=True)),
}
SEPARATORS = frozenset('.,;:/\\|-–—_&+()[]{}"“”')


class _FoldTable(dict[int, str]):
    """Filled as characters are met; at most one entry a character of Unicode."""

    def __missing__(self, code: int) -> str:
        folded = "".join(_fold_part(part) for part in unicodedata.normalize("NFKD", chr(code)))
        self[code] = folded
        return folded


def _fold_part(part: str) -> str:
    if part.isspace() or part in SEPARATORS:
        return " "
    lower = part.lower()
    if "a" <= lower <= "z" and len(lower) == 1:
        return lower
    return WITHOUT_DECOMPOSITION.get(lower, "")


_TABLE = _FoldTable()


@lru_cache(maxsize=1 << 16)  # words come again and again
def fold(text: str) -> str:
    """`text` without tones, with d for đ, in lower case: only a to z and single spaces.

    Punctuation that parts words becomes a space; apostrophes, digits and all else are dropped: H'Hen → hhen.
    """
    return " ".join(text.translate(_TABLE).split())
