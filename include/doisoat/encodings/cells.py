"""One cell: what speaks for each encoding, and what the cell says if one of them speaks for itself.

A word is evidence for a legacy encoding when it is not Vietnamese as it stands and is Vietnamese once decoded. Words
that are Vietnamese either way (Vò is Vũ in TCVN3) are none: only the other cells of the column can decide them.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from doisoat.encodings.decode import tcvn3_to_unicode, vni_to_unicode
from doisoat.encodings.keystrokes import read_keys
from doisoat.encodings.spelling import is_spelt

# The minus of PDF readers and the Greek mu that TCVN3 cells can hold, beside Latin-1.
_BEYOND_LATIN1 = re.compile("[^\x00-\xff\u2212\u03bc]")
# Accented letters and signs that stand in no Vietnamese word.
_FOREIGN = re.compile(
    "[\x80-\xbf\xc4-\xc7\xcb\xce\xcf\xd1\xd6-\xd8\xdb\xdc\xde\xdf\xe4-\xe7\xeb\xee\xef\xf1\xf6-\xf8\xfb\xfc\xfe\xff\u2212\u03bc]"
)
_DAMAGED = re.compile(
    r"\ufffd|[^\W\d_]\?[^\W\d_]|[^\W\d_][\x80-\x9f\xa1-\xaa\xac\xae\xaf\xb1-\xb3\xb5-\xb7\xb9\xbc-\xbf\xd7\xf7]"
)
_APART = re.compile(r"[\s\x00-\x40\[-`{-\x7f]+")
_KEYED = re.compile(r"[A-Za-z0-9]+")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_ETH = str.maketrans("Ðð", "Đđ")


def _cp1258(text: str) -> str:
    try:
        return unicodedata.normalize("NFC", text.encode("latin-1").decode("cp1258"))
    except UnicodeError:
        return text


DECODERS: dict[str, Callable[[str], str]] = {"tcvn3": tcvn3_to_unicode, "vni": vni_to_unicode, "cp1258": _cp1258}


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
    words = [word for word in _APART.split(text) if not word.isascii()]
    cell = _read_words(text, words) if words else Cell(text, is_doubtful=_DAMAGED.search(text) is not None)
    if cell.encoding is None:
        cell = _with_keys(cell)
    return Cell(cell.text, composed + cell.repairs, cell.encoding, cell.fits, cell.is_unicode, cell.is_doubtful)


def decode_as(text: str, encoding: str) -> str | None:
    """`text` in a legacy encoding that its column proves; None if it reads worse so than as it is."""
    words = [word for word in _APART.split(text) if not word.isascii()]
    if any(_BEYOND_LATIN1.search(word) for word in words):
        return None
    spelt = sum(_decoded(word, encoding) is not None for word in words)
    if spelt < sum(_is_vietnamese(word) for word in words):
        return None
    return DECODERS[encoding](text)


def _read_words(text: str, words: list[str]) -> Cell:
    latin1 = [word for word in words if _BEYOND_LATIN1.search(word) is None]
    scores = {encoding: _score(latin1, encoding) for encoding in DECODERS}
    best = max(scores, key=lambda encoding: scores[encoding])
    settled = all(_is_vietnamese(word) for word in words)
    fits = frozenset(e for e in DECODERS if len(latin1) == len(words) and not _says_nothing_else(latin1, e))
    if len(latin1) < len(words):
        return _read_mixed(text, latin1, best)
    against = sum(_is_unspelt(word) for word in _APART.split(text))
    is_clear = sorted(scores.values())[-2] < scores[best] or _agree(text, scores, best)
    if scores[best] - against >= 1 and is_clear:
        return Cell(DECODERS[best](text), (best,), best, fits)
    is_doubtful = scores[best] > 0 or (not settled and _DAMAGED.search(text) is not None)
    return Cell(text, fits=fits, is_unicode=settled and not fits, is_doubtful=is_doubtful)


def _read_mixed(text: str, latin1: list[str], encoding: str) -> Cell:
    """A cell with letters that no legacy encoding has: only words with a foreign sign in them can be legacy."""
    foreign = [word for word in latin1 if _FOREIGN.search(word) and not _is_vietnamese(word)]
    decoded = {word: _decoded(word, encoding) for word in foreign}
    if not foreign or None in decoded.values():
        return Cell(text, is_unicode=True, is_doubtful=_DAMAGED.search(text) is not None)
    for word, meant in decoded.items():
        text = text.replace(word, meant or word)
    return Cell(text, (encoding,), is_unicode=True)


def _says_nothing_else(words: list[str], encoding: str) -> bool:
    """Whether decoding would change nothing, or spoil a word."""
    decoded = [_decoded(word, encoding) for word in words]
    return None in decoded or decoded == words


def _score(words: list[str], encoding: str) -> int:
    """Words that only this reading explains, less those that it does not explain at all."""
    proofs = sum(_decoded(word, encoding) is not None and not _is_vietnamese(word) for word in words)
    return proofs - sum(_decoded(word, encoding) is None for word in words)


def _agree(text: str, scores: dict[str, int], best: str) -> bool:
    return len({DECODERS[e](text) for e, score in scores.items() if score == scores[best]}) == 1


@lru_cache(maxsize=1 << 16)
def _decoded(word: str, encoding: str) -> str | None:
    decoded = DECODERS[encoding](word)
    return decoded if is_spelt(decoded) else None


def _is_vietnamese(word: str) -> bool:
    return is_spelt(word.translate(_ETH))


def _is_unspelt(word: str) -> bool:
    """A plain word that cannot be Vietnamese written with its marks: Smith, Nguyen. Abbreviations are neutral."""
    return len(word) > 1 and word.isascii() and _VOWEL.search(word) is not None and not is_spelt(word)


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
    total = sum(strengths) - sum(_is_unspelt(word) for word in words if word not in typed)
    total += 0.5 * (cell.is_unicode or bool(cell.fits))  # who writes marks elsewhere in the cell writes Vietnamese
    if total < 2 or max(strengths) < 1.5:
        return Cell(cell.text, (), None, cell.fits, cell.is_unicode, cell.is_doubtful or total >= 1)
    text = _KEYED.sub(lambda word: typed[word[0]].text if word[0] in typed else word[0], cell.text)
    methods = tuple(sorted({keys.method for keys in typed.values()}))
    return Cell(text, cell.repairs + methods, None, cell.fits, cell.is_unicode, cell.is_doubtful)
