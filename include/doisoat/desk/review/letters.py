"""What differs between two values, letter by letter."""

import unicodedata
from difflib import SequenceMatcher

from markupsafe import Markup

_BARRED = str.maketrans("Đđ", "Dd")


def marked(value: str | None, other: str | None) -> Markup:
    """`value` with the letters marked that `other` does not have there; nothing is marked where one is missing.

    Where one side is written without tones, as banks do, tones are no difference.
    """
    if not value:
        return Markup('<span class="quiet">–</span>')
    if not other:
        return Markup.escape(value)
    mine, theirs = unicodedata.normalize("NFC", value), unicodedata.normalize("NFC", other)
    same = [block for block in _blocks(mine, theirs) if block[1]]
    parts, end = Markup(""), 0
    for start, size in same:
        parts += _different(mine[end:start]) + Markup.escape(mine[start : start + size])
        end = start + size
    return parts + _different(mine[end:])


def _blocks(mine: str, theirs: str) -> list[tuple[int, int]]:
    """(start, length) of what is the same, case aside; numbers and dates of one length are read place by place."""
    if mine.isascii() != theirs.isascii():
        mine, theirs = _toneless(mine), _toneless(theirs)
    a, b = mine.casefold(), theirs.casefold()
    if len(a) == len(b) and len(a) == len(mine) and not any(letter.isalpha() for letter in a + b):
        return [(place, 1) for place, (one, two) in enumerate(zip(a, b, strict=True)) if one == two]
    if len(a) != len(mine):
        a, b = mine, theirs
    return [(match.a, match.size) for match in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks()]


def _toneless(text: str) -> str:
    """Letter for letter, so that places stay."""
    return "".join(unicodedata.normalize("NFD", letter)[0] for letter in text.translate(_BARRED))


def _different(text: str) -> Markup:
    return Markup("<mark>{}</mark>").format(text) if text.strip() else Markup.escape(text)
