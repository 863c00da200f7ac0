"""Which texts of a column could need decoding: one regular expression, so that clean columns cost next to nothing.

Nearly everything that a cell proves by itself is caught here; cells.py decides what it says. The few words that only a
dictionary could suspect (Hýng) are read when another cell of their file proves its encoding.
"""

import unicodedata

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.encodings.spelling import TONES, neighbours

_VOWELS = "aăâeêioôơuưy"
_TONED = [unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in ("", *TONES)]
_LETTERS = "".join(_TONED) + "bcdđfghjklmnpqrstvwxz"
_LATIN1 = [letter for letter in _TONED if "\x80" <= letter <= "\xff"]
_KEYS = (
    r"(?i:[aeiouy](?:ch|ng|nh|[cmnpt])?[fsrxjw])|(?i:aa|ee|oo|[a-z]d)"  # Telex
    r"|[A-Za-z][0-9]"  # VNI
)
_LOST = r"\x{FFFD}|\pL\?\pL"


def _after_onset() -> set[str]:
    """Pairs across qu and gi, whose second letter begins the rime."""
    following = {"u": "aăâeêiôơy", "i": "aăâeêoôơuư"}
    toned = {letter: letters for letters in _by_vowel() for letter in letters[:1]}
    return {head + letter for head, vowels in following.items() for vowel in vowels for letter in toned[vowel]}


def _by_vowel() -> list[list[str]]:
    step = len(TONES) + 1
    return [_TONED[at : at + step] for at in range(0, len(_TONED), step)]


def _misplaced() -> str:
    """Letters of Vietnamese that never stand side by side, at least one of them with a mark: "öù", "èc", "aâ", "aờ"."""
    known = neighbours() | _after_onset()
    marked = [letter for letter in _TONED if not letter.isascii()]
    pairs = {x: [y for y in (*marked, *("aeiouycpt" if x in _LATIN1 else "")) if x + y not in known] for x in _TONED}
    return "(?i:" + "|".join(f"{x}[{''.join(ys)}]" for x, ys in pairs.items() if ys) + ")"


MISPLACED = _misplaced()
_FOREIGN = rf"[^\t\n\r -~{_LETTERS}{_LETTERS.upper()}]"
_CAPITAL_INSIDE = r"\p{Ll}[\x{C0}-\x{DD}]|[A-Z][\x{C0}-\x{DD}][a-z]"
_NEVER_LAST = r"(?i:[âă])(?:\PL|$)"
_SUSPECT = "|".join([_FOREIGN, _CAPITAL_INSIDE, _NEVER_LAST, MISPLACED, _KEYS, _LOST])


def suspects(column: pa.Array) -> pa.Array:
    """True where a text might be in another encoding, raw keystrokes, decomposed or damaged; false for null."""
    return pc.fill_null(pc.match_substring_regex(column, _SUSPECT), False)
