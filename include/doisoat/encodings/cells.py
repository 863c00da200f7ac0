"""One cell: what it says by itself, if one encoding speaks for itself.

Words that are Vietnamese either way (Vò is Vũ in TCVN3) speak for none: only the column's other cells can decide them.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

from doisoat.encodings.crossed import read_crossed
from doisoat.encodings.keystrokes import read_keys
from doisoat.encodings.words import (
    DECODERS,
    decoded,
    is_foreign,
    is_proven,
    is_unspelt,
    is_vietnamese,
    is_within_latin1,
    says_something_else,
    score,
    words_of,
)

# A letter that was lost to ? or U+FFFD, or a sign right behind a letter; not ´, ° and », which people do type there.
_DAMAGED = re.compile(
    r"\ufffd|[^\W\d_]\?[^\W\d_]|[^\W\d_][\x80-\x9f\xa1-\xaa\xac\xae\xaf\xb1-\xb3\xb5-\xb7\xb9\xbc-\xbf\xd7\xf7]"
)
_KEYED = re.compile(r"[A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` composed and, where the evidence is strong, decoded. `repairs`: nfc and codes of encodings.

    `encoding`: the legacy encoding that the cell proves; `fits`: those in which it would say something else, all of
    it Vietnamese; `is_unicode`: whether it proves to be none of them; `is_doubtful`: something is wrong with it.
    """

    text: str
    repairs: tuple[str, ...] = ()
    encoding: str | None = None
    fits: frozenset[str] = frozenset()
    is_unicode: bool = False
    is_doubtful: bool = False


def read_cell(sent: str) -> Cell:
    """What `sent` says by itself."""
    text = unicodedata.normalize("NFC", sent)
    composed = ("nfc",) if text != sent else ()
    twice = None if text.isascii() else _utf8_twice(text)
    if twice is not None:
        return Cell(twice, (*composed, "utf8_as_latin1"), is_unicode=True)
    accented = [word for word in words_of(text) if not word.isascii()]
    cell = _read_accented(text, accented) if accented else Cell(text, is_doubtful=_is_damaged(text))
    if cell.encoding is None:
        cell = _with_keys(cell)
    return replace(cell, repairs=composed + cell.repairs) if composed else cell


def decode_as(text: str, encoding: str) -> str | None:
    """`text` in a legacy encoding that its column proves; None if it reads worse so than as it is."""
    accented = [word for word in words_of(text) if not word.isascii()]
    spelt = sum(decoded(word, encoding) is not None for word in accented)
    if not all(map(is_within_latin1, accented)) or spelt < sum(map(is_vietnamese, accented)):
        return None
    return DECODERS[encoding](text)


def _read_accented(text: str, words: list[str]) -> Cell:
    latin1 = [word for word in words if is_within_latin1(word)]
    scores = {encoding: score(latin1, encoding) for encoding in DECODERS}
    best = max(scores, key=lambda encoding: scores[encoding])
    if len(latin1) < len(words):
        return _read_beyond(text, latin1, best)
    fits = frozenset(encoding for encoding in DECODERS if says_something_else(words, encoding))
    against = sum(map(is_unspelt, words_of(text)))
    if scores[best] > against and is_proven(words, best) and _is_clear(text, scores, best):
        return Cell(DECODERS[best](text), (best,), best, fits)
    is_settled = all(map(is_vietnamese, words))
    is_doubtful = scores[best] > 0 or (not is_settled and _is_damaged(text))
    return Cell(text, fits=fits, is_unicode=is_settled and not fits, is_doubtful=is_doubtful)


def _read_beyond(text: str, latin1: list[str], best: str) -> Cell:
    """A cell with letters beyond Latin-1: Unicode, or decoded before, and then perhaps as what it is not."""
    crossed = read_crossed(text)
    if crossed is None:
        return _read_mixed(text, latin1, best)
    if crossed.is_clear:
        return Cell(crossed.text, (crossed.encoding,), is_unicode=True)
    return replace(_read_mixed(text, latin1, best), is_doubtful=True)


def _read_mixed(text: str, latin1: list[str], encoding: str) -> Cell:
    """A cell with letters that no legacy encoding has: only words with a foreign sign in them can be legacy."""
    meant = {word: decoded(word, encoding) for word in latin1 if is_foreign(word) and not is_vietnamese(word)}
    if not meant or None in meant.values():
        return Cell(text, is_unicode=True, is_doubtful=_is_damaged(text))
    for word, reading in meant.items():
        text = text.replace(word, reading or word)
    return Cell(text, (encoding,), is_unicode=True)


def _is_clear(text: str, scores: dict[str, int], best: str) -> bool:
    """Whether no other encoding explains as much and says something else."""
    ties = [encoding for encoding, points in scores.items() if points == scores[best]]
    return len(ties) == 1 or len({DECODERS[encoding](text) for encoding in ties}) == 1


def _is_damaged(text: str) -> bool:
    return _DAMAGED.search(text) is not None


def _utf8_twice(text: str) -> str | None:
    """UTF-8 that was read as Latin-1 or Windows-1252, read rightly; None if `text` is not that."""
    for codec in ("latin-1", "cp1252"):
        try:
            meant = text.encode(codec).decode("utf-8")
        except UnicodeError:
            continue
        return unicodedata.normalize("NFC", meant)
    return None


def _with_keys(cell: Cell) -> Cell:
    words = _KEYED.findall(cell.text)
    typed = {word: keys for word in words if (keys := read_keys(word)) is not None}
    if not typed:
        return cell
    strengths = [typed[word].strength for word in words if word in typed]
    total = sum(strengths) - sum(is_unspelt(word) for word in words if word not in typed)
    total += 0.5 * (cell.is_unicode or bool(cell.fits))  # who writes marks elsewhere in the cell writes Vietnamese
    if total < 2 or max(strengths) < (1.5 if total < 2.5 else 1.0):
        return replace(cell, is_doubtful=cell.is_doubtful or (total >= 1 and max(strengths) >= 1))
    text = _KEYED.sub(lambda word: typed[word[0]].text if word[0] in typed else word[0], cell.text)
    methods = tuple(sorted({keys.method for keys in typed.values()}))
    return replace(cell, text=text, repairs=cell.repairs + methods)
