"""Words typed while the input method was off: Telex (Nguyeenx) and VNI (Nguye6n4) keys, raw.

A key may follow its letter or come at the end of the word. Plain words can look alike (Max, Lee, Moon, thôn A1), so a
word is read only if it is no Vietnamese spelling itself and becomes one, and `Typed.strength` says how little else
it could be: 2 speaks for itself, below 1 hardly counts.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from doisoat.encodings.spelling import is_spelt
from doisoat.names.syllable import with_tone_in_place

_TELEX_TONES = {"f": "\u0300", "s": "\u0301", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_VNI_TONES = {"2": "\u0300", "1": "\u0301", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_CIRCUMFLEX, _HORN = {"a": "â", "e": "ê", "o": "ô"}, {"o": "ơ", "u": "ư"}
_WORD = re.compile(r"[A-Za-z]+[A-Za-z0-9]*")
# Syllables of which every roll is full, and that no foreign word becomes.
_USUAL_WORDS = (
    "nguyễn trần phạm hoàng vũ võ đặng bùi đỗ hồ ngô dương lý đinh đoàn trịnh thị văn hữu đức đình thế ngọc xuân "
    "thôn xóm tổ phố phường xã quận huyện"
)
_USUAL = frozenset(_USUAL_WORDS.split())


@dataclass(frozen=True, slots=True)
class Typed:
    """`text`: the word that was meant, in the case of the keys; `method`: telex or vni_typing."""

    text: str
    method: str
    strength: float


@lru_cache(maxsize=1 << 16)
def read_keys(word: str) -> Typed | None:
    """What the keys of `word` mean; None if they mean nothing, or if the word is Vietnamese as it stands."""
    keys = word.lower()
    if _WORD.fullmatch(word) is None or (is_spelt(keys) and "oo" not in keys):  # Coong is Công, where others are typed
        return None
    method, letters, tone = ("telex", *_telex(keys)) if keys.isalpha() else ("vni_typing", *_vni(keys))
    if letters == keys or not letters:
        return None
    meant = _toned(letters, tone)
    if not is_spelt(meant):
        return None
    strength = _telex_strength(keys, letters, tone) if method == "telex" else _vni_strength(keys, tone)
    return Typed(_in_case(meant, word), method, strength + (meant in _USUAL and strength >= 0.5))


def _telex(keys: str) -> tuple[str, str]:
    """Letters with their quality, and the tone. A key with nothing to change stays a letter; two tones: no letters."""
    letters, tone = "", ""
    for key in keys:
        has_vowel = any(letter in "aăâeêioôơuưy" for letter in letters)
        if key in _TELEX_TONES and has_vowel:
            if tone:
                return "", ""
            tone = _TELEX_TONES[key]
        elif key == "w":
            letters = _with_horn(letters, key, breve=True)
        elif key == "d" and letters.startswith("d"):
            letters = "đ" + letters[1:]
        elif key in _CIRCUMFLEX and key in letters and (letters[-1] == key or letters[-1] not in "aăâeêioôơuưy"):
            letters = _with_circumflex(letters, key)
        else:
            letters += key
    return letters, tone


def _vni(keys: str) -> tuple[str, str]:
    letters, tone = "", ""
    for key in keys:
        if key in _VNI_TONES and not tone:
            tone = _VNI_TONES[key]
        elif key == "6":
            at = max(letters.rfind(vowel) for vowel in _CIRCUMFLEX)
            letters = _with_circumflex(letters, letters[at]) if at >= 0 else letters + key
        elif key == "7":
            letters = _with_horn(letters, key, breve=False)
        elif key == "8":
            letters = letters.replace("a", "ă", 1) if "a" in letters else letters + key
        elif key == "9":
            letters = "đ" + letters[1:] if letters.startswith("d") else letters + key
        elif key.isdigit():
            return "", ""
        else:
            letters += key
    return letters, tone


def _with_circumflex(letters: str, vowel: str) -> str:
    at = letters.rindex(vowel)
    return letters[:at] + _CIRCUMFLEX[vowel] + letters[at + 1 :]


def _with_horn(letters: str, key: str, *, breve: bool) -> str:
    """ươ from uo at once; else the last letter that can take a horn (or, as in Telex, a breve)."""
    if "uo" in letters:
        return letters.replace("uo", "ươ", 1)
    kinds = {**_HORN, "a": "ă"} if breve else _HORN
    at = max(letters.rfind(vowel) for vowel in kinds)
    return letters[:at] + kinds[letters[at]] + letters[at + 1 :] if at >= 0 else letters + key


def _toned(letters: str, tone: str) -> str:
    vowel = re.search("[aăâeêioôơuưy]", letters)
    if not tone or vowel is None:
        return letters
    return with_tone_in_place(unicodedata.normalize("NFC", letters[: vowel.end()] + tone + letters[vowel.end() :]))


def _telex_strength(keys: str, letters: str, tone: str) -> float:
    """Foreign words end in a vowel and x, s or r, have r and s before consonants, and ee and oo: they count less."""
    if not tone:
        return 1.0 if "w" in keys or letters.startswith("đ") else 0.75
    if letters != unicodedata.normalize("NFD", letters) or "đ" in letters:
        return 1.0 if keys[-1] in "rs" and letters[-1] in "êô" else 2.0
    if re.search("[fjx][a-z]|[aeiouy]s[mn]|r(?:ng|nh)|[cghmnpt][fjrx]$", keys):
        return 2.0
    return 1.0 if re.search("[fj]|[cghmnpt]s$", keys) else 0.5


def _vni_strength(keys: str, tone: str) -> float:
    """A digit within the word is a key; digits at its end may be a number (thôn A1, tổ 63)."""
    if re.search(r"\d[a-z]", keys):
        return 2.0
    if sum(key.isalpha() for key in keys) <= 2:
        return 0.5
    return 1.0 if tone else 0.75


def _in_case(meant: str, word: str) -> str:
    letters = [letter for letter in word if letter.isalpha()]
    if len(letters) > 1 and all(letter.isupper() for letter in letters):
        return meant.upper()
    return meant[0].upper() + meant[1:] if word[0].isupper() else meant
