"""A reason in words: which of our codes a bank means that sends none, or one that says nothing.

What is denied, or only looks alike, means nothing. The phrases are include/config/return_words.yaml, which an
installation may extend.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import yaml

from doisoat.errors import SettingsError
from doisoat.names.fold import fold
from doisoat.names.syllable import with_tone_in_place
from doisoat.paths import CONFIG

FILE = "return_words.yaml"
_CLAUSES = re.compile(r"[,;:.|!?()\[\]\n]|\s[-–—]\s")
_WORDS = re.compile(r"[\w/']+")


class Word(NamedTuple):
    """A word as written, tone in its place, and without tones."""

    text: str
    folded: str

    def says(self, meant: "Word") -> bool:
        """Whether this word of a bank is the one meant: without tones it may be, with others it is not."""
        return self.text in (meant.text, meant.folded)


Phrase = tuple[Word, ...]


@dataclass(frozen=True)
class Words:
    """What banks write. `phrases`: by the first word without tones, with the code meant; empty for none of them."""

    same: Mapping[str, Phrase]
    between: frozenset[str]
    denials: tuple[Phrase, ...]
    phrases: Mapping[str, Sequence[tuple[Phrase, str]]]


class _Found(NamedTuple):
    start: int
    end: int
    code: str


def codes_in(text: str, words: Words) -> frozenset[str]:
    """The codes that a text means, R01 to R17."""
    return frozenset(code for clause in _CLAUSES.split(text) for code in _codes(_split(clause, words.same), words))


def _codes(clause: Phrase, words: Words) -> Iterator[str]:
    found = [match for start in range(len(clause)) for match in _matches(clause, start, words)]
    for one in found:
        taken_back = any(_takes_back(other, one) for other in found) or _is_denied(clause, one.start, words)
        if one.code and not taken_back:
            yield one.code


def _takes_back(other: "_Found", one: "_Found") -> bool:
    """Of two phrases one of which lies within the other, the longer is meant; one that means nothing need but touch."""
    if not other.code:
        return other.start < one.end and one.start < other.end
    return other.start <= one.start and one.end <= other.end and other[:2] != one[:2]


def _matches(clause: Phrase, start: int, words: Words) -> Iterator[_Found]:
    for phrase, code in words.phrases.get(clause[start].folded, ()):
        if (end := _end(clause, start, phrase, words.between)) is not None:
            yield _Found(start, end, code)


def _end(clause: Phrase, start: int, phrase: Phrase, between: frozenset[str]) -> int | None:
    """Where a phrase that begins at `start` ends; None if it is not there."""
    at = start
    for number, meant in enumerate(phrase):
        while number and at < len(clause) and not clause[at].says(meant) and clause[at].folded in between:
            at += 1
        if at == len(clause) or not clause[at].says(meant):
            return None
        at += 1
    return at


def _is_denied(clause: Phrase, start: int, words: Words) -> bool:
    before = ((clause[start - len(denial) : start], denial) for denial in words.denials if len(denial) <= start)
    return any(all(word.says(meant) for word, meant in zip(said, denial, strict=True)) for said, denial in before)


def _split(text: str, same: Mapping[str, Phrase]) -> Phrase:
    written = _WORDS.findall(unicodedata.normalize("NFC", text).lower())
    parts = [part for word in written for part in ([word] if word in same else word.split("/")) if part]
    return tuple(word for part in parts for word in same.get(part, (_word(part),)))


def _word(text: str) -> Word:
    # fold() drops digits, which tell nothing here but keep words apart: they stay.
    return Word(with_tone_in_place(text), "".join(c if c.isdigit() else fold(c) for c in text))


@cache
def load_words() -> Words:
    """The phrases of this installation; SettingsError for a file that is not in order."""
    try:
        raw = yaml.safe_load((CONFIG / FILE).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{FILE} cannot be read ({type(error).__name__})") from None
    return words_from(raw)


def words_from(raw: Mapping[str, Any]) -> Words:
    """From the parsed YAML; SettingsError names what is wrong, such as a phrase that means two codes."""
    try:
        same = {short: _split(str(long), {}) for short, long in raw["same"].items()}
        coded = [(phrase, code) for code, phrases in raw["phrases"].items() for phrase in phrases]
        every = [*coded, *((phrase, "") for phrase in raw["nothing"])]
        between = frozenset(_word(str(word)).folded for word in raw["between"])
        denials = tuple(_split(denial, same) for denial in raw["denials"])
    except (KeyError, TypeError, AttributeError) as error:
        raise SettingsError(f"{FILE}: {error}") from None
    phrases: dict[str, list[tuple[Phrase, str]]] = {}
    known: dict[Phrase, str] = {}
    for text, code in every:
        phrase = _split(str(text), same)
        if not phrase or known.setdefault(phrase, code) != code:
            raise SettingsError(f"{FILE}: '{text}' must be words that mean one code")
        phrases.setdefault(phrase[0].folded, []).append((phrase, code))
    return Words(same, between, denials, phrases)
