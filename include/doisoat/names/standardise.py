"""A name as written, in its canonical form (tones kept) and folded, with what was repaired on the way.

| code | what was done | risk |
|---|---|---|
| nfc | decomposed letters composed | none |
| eth, homoglyph, apostrophe, invisible, spaces | a character replaced by the one it stands for | none |
| nickname, note | text in brackets taken off; a nickname is kept apart | a second given name is lost |
| joint_holder | the first of several people kept | the second is not looked for |
| title | form of address, rank or saint's name taken off the front | the surname Ông before three syllables |
| punctuation | marks around or between words taken off | none |
| glued | ĐứcAnh parted where a capital begins a syllable | none known |
| surname_expanded | Ng., Ng~, Ngx at the front is Nguyễn | none known |
| abbreviated | a syllable stays abbreviated: compare it as an initial | none: nothing was changed |
| tone_place | tone mark moved: hoà, tòan | none |
| legacy_encoding | TCVN3 bytes seem to be in it: everything left as sent, case included | none |
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache

from doisoat.names.fold import fold
from doisoat.names.holders import first_holder, part_brackets
from doisoat.names.letters import clean_letters, looks_legacy
from doisoat.names.syllable import is_syllable, with_tone_in_place
from doisoat.names.titles import HEADS, part_title


@dataclass(frozen=True, slots=True)
class Name:
    """`full_name` as sent (NFC, ends trimmed); `canonical` in lower case with tones; `folded` a to z and spaces.

    `canonical` and `folded` are empty when there is no letter in the text. `repairs` are codes of the table above.
    """

    full_name: str
    canonical: str
    folded: str
    title: str | None
    nickname: str | None
    repairs: tuple[str, ...]


_VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệfghiìíỉĩịjklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvwxyỳýỷỹỵz"
_PLAIN = re.compile(f"[{_VIETNAMESE}{_VIETNAMESE.upper()}][{_VIETNAMESE}]*|[{_VIETNAMESE.upper()}]+")
_VOWELS = re.compile("[aeiouy]")
_JOINING = frozenset({"va", "hoac", "and", "or", "tuc", "bi", "phap", "con", "hay"})
_AROUND = ' .,;:!?*_-–—"“”/\\|&+=~^#@%$…'
_GLUED = re.compile(f"(?<=[{_VIETNAMESE}])(?=[{_VIETNAMESE.upper()}])")
_LETTERS = re.compile(r"[^\W\d_]+")
_BETWEEN_WORDS = re.compile(r"[.,;:!?*_\-–—\"“”/\\|&+=~^#@%$…()\[\]{}<>«»]+")


def standardise_name(text: str) -> Name:
    """The name in `text`. Never raises; a text without letters gives empty forms."""
    composed = unicodedata.normalize("NFC", text)
    clean = _already_clean(composed)
    if clean is None:
        return _standardise(text)
    return clean if composed == text else replace(clean, repairs=("nfc", *clean.repairs))


def _already_clean(text: str) -> Name | None:
    """The fast path: every word plain, none of them a title, a joining word or an abbreviation."""
    words = [plain_word(word) for word in text.split(" ")]
    if None in words or words[0][1] in HEADS:  # type: ignore[index]
        return None
    canonical = " ".join([word[0] for word in words if word])
    moved = canonical != text.lower()
    folded = " ".join([word[1] for word in words if word])
    return Name(text, canonical, folded, None, None, ("tone_place",) if moved else ())


@lru_cache(maxsize=1 << 16)
def plain_word(word: str) -> tuple[str, str] | None:
    """Canonical and folded form of a word that needs no repair but the place of its tone; else None."""
    folded = fold(word)
    if _PLAIN.fullmatch(word) is None or folded in _JOINING or _VOWELS.search(folded) is None:
        return None
    return with_tone_in_place(word.lower()), folded


def _standardise(text: str) -> Name:
    composed = unicodedata.normalize("NFC", text)
    full_name = composed.strip()
    repairs = ["nfc"] if composed != text else []
    if looks_legacy(full_name):
        kept = " ".join(full_name.split())
        return Name(full_name, kept, fold(kept), None, None, (*repairs, "legacy_encoding"))
    cleaned, codes = clean_letters(full_name)
    repairs += codes
    bare, nickname, codes = part_brackets(_unglued(cleaned, repairs))
    repairs += codes
    first, is_joint = first_holder(bare)
    title, words = part_title(_words(first, repairs))
    canonical = _canonical(words, repairs)
    repairs += ["joint_holder"] * is_joint + ["title"] * bool(title)
    called = " ".join(with_tone_in_place(word.rstrip(".").lower()) for word in title) or None
    if canonical != full_name and _already_clean(canonical) is None:
        canonical = _standardise(canonical).canonical  # one repair can lay bare another: its own form is final
    return Name(full_name, canonical, fold(canonical), called, nickname, tuple(dict.fromkeys(repairs)))


def _words(text: str, repairs: list[str]) -> list[str]:
    """The words of `text`; an abbreviation keeps its dot, all other marks are taken off."""
    words: list[str] = []
    for chunk in re.sub(r"(?<=\w)([.~])(?=\w)", r"\1 ", text).split():
        is_short = chunk.rstrip(".~") != chunk and _is_abbreviation(chunk.rstrip(".~"), dotted=True)
        parts = [part.strip("'") for part in _BETWEEN_WORDS.split(chunk.strip(_AROUND))]
        parts = [part for part in parts if fold(part)]
        if is_short and len(parts) == 1:
            parts = [f"{parts[0]}."]
        elif "".join(parts) != chunk:
            repairs.append("punctuation")
        words += parts
    return words or [""]


def _canonical(words: list[str], repairs: list[str]) -> str:
    clean = _already_clean(" ".join(words))
    if clean is not None:
        repairs += clean.repairs
        return clean.canonical
    return " ".join(filter(None, _canonical_words(words, repairs)))


def _canonical_words(words: list[str], repairs: list[str]) -> list[str]:
    is_toneless = "".join(words).isascii()
    out: list[str] = []
    for at, word in enumerate(words):
        bare = word.rstrip(".").lower()
        if at == 0 and len(words) > 1 and bare in {"ng", "ngx"}:
            repairs.append("surname_expanded")
            out.append("nguyen" if is_toneless else "nguyễn")
        elif _is_abbreviation(bare, dotted=word.endswith(".")):
            repairs.append("abbreviated")
            out.append(bare)
        else:
            out.append(_placed(word, repairs))
    return out


def _unglued(text: str, repairs: list[str]) -> str:
    """`text` with a space before a capital within a word, where that leaves syllables on both sides."""
    parted = _LETTERS.sub(lambda word: _syllables(word[0]), text) if _GLUED.search(text) else text
    if parted != text:
        repairs.append("glued")
    return parted


def _syllables(word: str) -> str:
    parts = _GLUED.split(word)
    return " ".join(parts) if len(parts) > 1 and all(is_syllable(part.lower()) for part in parts) else word


def _placed(word: str, repairs: list[str]) -> str:
    lower = unicodedata.normalize("NFC", word.lower())
    placed = with_tone_in_place(lower)
    if placed != lower:
        repairs.append("tone_place")
    return placed


def _is_abbreviation(word: str, *, dotted: bool) -> bool:
    """A single letter with a dot, or consonants alone. H' and Y of Ê Đê names are words."""
    folded = fold(word)
    if dotted and len(folded) == 1:
        return True
    return bool(folded) and folded != "h" and "'" not in word and _VOWELS.search(folded) is None
