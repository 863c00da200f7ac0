"""A Vietnamese syllable: onset, vowels, coda and tone, and where its tone mark is written.

Two placements are in use (hòa and hoà, thúy and thuý) and a third is a mistake (tòan, hùynh). All become the
older, more usual one: hòa, thúy, toàn, huỳnh. i and y are not unified: Vi and Vy can be two people.
"""

import re
import unicodedata
from functools import lru_cache

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_ONSETS = "ngh|ng|nh|gh|gi(?=[aăâeêoôơuư])|kh|ph|qu(?=[aăâeêioôơy])|th|tr|ch|[bcdđghklmnprstvx]"
_VOWELS = (
    "iêu|yêu|ươi|ươu|uôi|uây|uyê|uya|uyu|oai|oay|oao|oeo|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|uê|ui|uô|uơ|uy|ưa|ưi|ươ|ưu|yê|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE = re.compile(f"({_ONSETS})?({_VOWELS})(ch|ng|nh|[cmnpt])?")
_WITH_QUALITY = re.compile("[ăâêôơư]")


@lru_cache(maxsize=1 << 16)
def with_tone_in_place(syllable: str) -> str:
    """`syllable` (lower case, NFC) with its tone mark where the older style writes it; else as it is."""
    letters = unicodedata.normalize("NFD", syllable)
    tones = [letter for letter in letters if letter in TONES]
    if len(tones) != 1:
        return syllable
    toneless = unicodedata.normalize("NFC", letters.replace(tones[0], ""))
    parsed = _SYLLABLE.fullmatch(toneless)
    if parsed is None:
        return syllable
    at = parsed.start(2) + _tone_position(parsed[2], has_coda=parsed[3] is not None)
    return unicodedata.normalize("NFC", f"{toneless[: at + 1]}{tones[0]}{toneless[at + 1 :]}")


def is_syllable(text: str) -> bool:
    """Whether `text` (lower case) is spelt like a Vietnamese syllable, with or without tone."""
    letters = unicodedata.normalize("NFD", text)
    toneless = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in TONES))
    return _SYLLABLE.fullmatch(toneless) is not None


def _tone_position(vowels: str, *, has_coda: bool) -> int:
    """Index in `vowels` of the letter that carries the tone."""
    marked = [found.start() for found in _WITH_QUALITY.finditer(vowels)]
    if marked:  # ươ carries it on ơ, but ưu and ưa on ư: the last marked letter in all of them
        return marked[-1]
    if len(vowels) == 1:
        return 0
    return 1 if len(vowels) == 3 or has_coda else 0
