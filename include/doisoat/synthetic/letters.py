"""Vietnamese letters as the generator damages them: tones apart from letters. Works on NFC text."""

import re
import unicodedata

TONES = {"grave": "\u0300", "acute": "\u0301", "hook": "\u0309", "tilde": "\u0303", "dot": "\u0323"}


def compose(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def decompose(text: str) -> str:
    return unicodedata.normalize("NFD", text)


def ascii_letters(text: str) -> str:
    """`Đỗ Thị Hòa` as `Do Thi Hoa`."""
    plain = text.replace("Đ", "D").replace("đ", "d")
    return "".join(c for c in decompose(plain) if not unicodedata.combining(c))


def change_tone(syllable: str, tone: str, other: str) -> str | None:
    """The syllable with the tone changed; `other` empty takes it away. None when it does not bear the tone."""
    letters = decompose(syllable)
    if TONES[tone] not in letters:
        return None
    return compose(letters.replace(TONES[tone], TONES[other] if other else ""))


def _tone_places() -> dict[str, str]:
    pairs = {}
    for first, second in (
        ("o", "a"),
        ("o", "e"),
        ("u", "y"),
        ("O", "a"),
        ("O", "e"),
        ("U", "y"),
    ):
        for tone in TONES.values():
            pairs[compose(first + tone) + second] = first + compose(second + tone)
    return pairs | {new: old for old, new in pairs.items()}


TONE_PLACES = _tone_places()


def other_tone_place(syllable: str) -> str | None:
    """`Hòa` as `Hoà` and back; None where there is but one place."""
    other = TONE_PLACES.get(syllable[-2:])
    if other is None or syllable[-3:-2] in {"q", "Q"}:
        return None
    return syllable[:-2] + other


OPEN_I_Y = re.compile(r"(l|m|k|s|h|t|v|th|qu)([iy])([\u0300-\u0323]?)", re.IGNORECASE)


def other_i_y(syllable: str) -> str | None:
    """`Lý` as `Lí` and back; None where only one of them is written."""
    found = OPEN_I_Y.fullmatch(decompose(syllable))
    if found is None:
        return None
    return compose(found[1] + ("y" if found[2] == "i" else "i") + found[3])
