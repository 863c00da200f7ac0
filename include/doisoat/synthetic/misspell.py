"""Names as they are written wrong: a mistake is a function from a name to a name, or None if it cannot be made."""

from collections.abc import Callable, Mapping
from functools import cache

from doisoat.synthetic.dice import Dice
from doisoat.synthetic.keystrokes import telex, vni_keys
from doisoat.synthetic.letters import change_tone, other_i_y, other_tone_place
from doisoat.synthetic.oldfonts import tcvn3_letters, vni_letters
from doisoat.synthetic.reference import rows

TITLES = {"M": ("Ông", "Cụ", "Ô.", "TB"), "F": ("Bà", "Cụ", "Mẹ VNAH", "B.")}
NICKNAMES = ("Tý", "Bé", "Tèo", "Mùi", "Út", "Cún", "Ba", "Tư", "Hĩm", "Còi")
TAIL_NOTES = (" (1)", " (HN)", " - hộ nghèo", " (đã kiểm tra)")
TONE_SLIPS = (
    ("hook", "tilde"),
    ("tilde", "hook"),
    ("tilde", "dot"),
    ("grave", ""),
    ("acute", ""),
    ("dot", ""),
)
UNICODE_ONLY = ("eth", "legacy_font", "legacy_vni")  # kinds that an old encoding has no letters for
Mistake = Callable[[str, Dice], str | None]


def misspell(name: str, sex: str, rates: Mapping[str, float], dice: Dice) -> tuple[str, list[str]]:
    """The name with whatever mistakes the rates bring, and their kinds as `name_…`."""
    kinds: list[str] = []
    for kind, rate in rates.items():
        if not dice.chance(rate):
            continue
        if kind == "title":
            changed: str | None = f"{dice.pick(TITLES[sex])} {name}"
        else:
            changed = MISTAKES[kind](name, dice)
        if changed is not None and changed != name:
            name, kinds = changed, [*kinds, f"name_{kind}"]
    return name, kinds


def _one_syllable(name: str, dice: Dice, change: Callable[[str], str | None]) -> str | None:
    """The name with one syllable changed, of those that can be."""
    words = name.split()
    changed = [(i, new) for i, word in enumerate(words) if (new := change(word)) is not None and new != word]
    if not changed:
        return None
    place, new = dice.pick(changed)
    return " ".join([*words[:place], new, *words[place + 1 :]])


def _confuse(name: str, dice: Dice) -> str | None:
    """One regional confusion: an initial, a final or a tone."""
    if dice.chance(0.4):
        tone, other = dice.pick(TONE_SLIPS)
        return _one_syllable(name, dice, lambda word: change_tone(word, tone, other))
    kind, old, new = dice.weighted(_confusions())
    return _one_syllable(name, dice, lambda word: _replace_edge(word, kind, old, new))


@cache
def _confusions() -> dict[tuple[str, str, str], float]:
    table = (r for r in rows("name_confusions") if r["type"] in {"initial", "final"} and r["to"].isalpha())
    return {(r["type"], r["from"], r["to"]): float(r["relative_weight"]) for r in table}


def _replace_edge(word: str, kind: str, old: str, new: str) -> str | None:
    if kind == "final":
        return word[: -len(old)] + new if word.endswith(old) and len(word) > len(old) + 1 else None
    if not word.lower().startswith(old) or word[len(old) : len(old) + 1] in {"h", "r", "g"}:
        return None
    return (new.capitalize() if word[0].isupper() else new) + word[len(old) :]


@cache
def _variants(kind: str) -> dict[str, list[str]]:
    variants: dict[str, list[str]] = {}
    for row in rows("name_abbreviations"):
        if row["kind"] == kind:
            variants.setdefault(row["canonical"], []).append(row["variant"])
    return variants


def _abbreviate(name: str, dice: Dice) -> str | None:
    forms = _variants("abbrev")
    return _one_syllable(name, dice, lambda word: dice.pick(forms[word]) if word in forms else None)


def _mistype(name: str, dice: Dice) -> str | None:
    forms = _variants("typo")
    if dice.chance(0.5):
        return _one_syllable(name, dice, lambda word: dice.pick(forms[word]) if word in forms else None)
    return _one_syllable(name, dice, lambda word: _without_letter(word, dice))


def _without_letter(word: str, dice: Dice) -> str | None:
    if len(word) < 4:
        return None
    place = 1 + dice.below(len(word) - 1)
    return word[:place] + word[place + 1 :]


def _drop_middle(name: str, dice: Dice) -> str | None:
    words = name.split()
    if len(words) < 3:
        return None
    place = 1 + dice.below(len(words) - 2)
    return " ".join(words[:place] + words[place + 1 :])


def _space(name: str, dice: Dice) -> str:
    return dice.pick((f" {name}", f"{name}  ", name.replace(" ", "  ", 1), name.replace(" ", "\u00a0", 1)))


MISTAKES: dict[str, Mistake] = {
    "tone_place": lambda name, dice: _one_syllable(name, dice, other_tone_place),
    "i_y": lambda name, dice: _one_syllable(name, dice, other_i_y),
    "confusion": _confuse,
    "abbreviation": _abbreviate,
    "middle_dropped": _drop_middle,
    "typo": _mistype,
    "eth": lambda name, dice: name.replace("Đ", "Ð") if dice.chance(0.7) else name.replace("Đ", "Ð").replace("đ", "ð"),
    "nickname": lambda name, dice: f"{name} ({dice.pick(NICKNAMES)})",
    "spaces": _space,
    "tail_note": lambda name, dice: name + dice.pick(TAIL_NOTES),
    "legacy_font": lambda name, _: tcvn3_letters(name),
    "legacy_vni": lambda name, _: vni_letters(name),
    "telex": lambda name, _: telex(name),
    "vni_keys": lambda name, _: vni_keys(name),
}
