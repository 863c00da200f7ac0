"""Numbers, dates and other cells as they are written wrong. Each function returns what to write and the kinds."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from doisoat.synthetic.dice import Dice

PLACEHOLDERS = ("000000000000", "111111111111", "123456789", "x", "chưa có", "-")
OLD = 1955  # people born before it often know but their year


@dataclass(frozen=True)
class Numbers:
    """The numbers a clerk might write for a person: their own, the old one (or empty), a relative's (or empty)."""

    own: str
    old: str
    relative: str


def mistype_identifier(numbers: Numbers, rates: Mapping[str, float], dice: Dice) -> tuple[str | int | float, list[str]]:
    """The identity number as text, or as a number where the cell became one. At most one kind."""
    point = dice.roll()
    for kind, rate in rates.items():
        point -= rate
        if point < 0:
            written = _identifier(kind, numbers, dice)
            return (numbers.own, []) if written is None else (written, [f"id_{kind}"])
    return numbers.own, []


def _identifier(kind: str, numbers: Numbers, dice: Dice) -> str | int | float | None:
    own, place = numbers.own, 6 + dice.below(5)
    forms: dict[str, str | int | float | None] = {
        "old_number": numbers.old or None,
        "separators": dice.pick((
            f"{own[:3]} {own[3:6]} {own[6:]}",
            f"{own[:4]}.{own[4:8]}.{own[8:]}",
            f" {own}\u00a0",
        )),
        "relative": numbers.relative or None,
        "missing": "",
        "one_digit": own[:place] + str((int(own[place]) + 1 + dice.below(9)) % 10) + own[place + 1 :],
        "transposed": own[:place] + own[place + 1] + own[place] + own[place + 2 :],
        "placeholder": dice.pick(PLACEHOLDERS),
        "exponent": f"{int(own):.4E}".replace(".", dice.pick((".", ","))),
        "apostrophe": f"'{own}",
        "letter_o": own.replace("0", dice.pick("Oo"), 2),
        "digit_lost": own[:place] + own[place + 1 :],
        "digit_doubled": own[:place] + own[place] + own[place:],
        "number_cell": int(own),
    }
    return forms[kind] if forms[kind] != own else None


def mistype_birth(birth: dt.date, known: str, rates: Mapping[str, float], dice: Dice) -> tuple[str, list[str]]:
    """The birth date in ISO form, as precise as the register knows it (`known`) or less so, maybe wrong; or empty."""
    old = birth.year < OLD
    for kind, rate in rates.items():
        if kind == "two_digit_year" or (kind in {"year_only", "first_of_january"} and not old) or not dice.chance(rate):
            continue
        written = _birth(kind, birth, known, dice)
        if written is not None and written != known:
            return written, [f"birth_{kind}"]
    return known, []


def _birth(kind: str, birth: dt.date, known: str, dice: Dice) -> str | None:
    if kind in {"year_only", "first_of_january", "missing"}:
        return {"year_only": f"{birth.year}", "first_of_january": f"{birth.year}-01-01", "missing": ""}[kind]
    if len(known) < 10:  # nothing but the year or month is known to be wrong about
        return None
    if kind == "month_only":
        return known[:7]
    if kind == "swapped":
        return f"{birth.year}-{birth.day:02d}-{birth.month:02d}" if birth.day <= 12 else None
    part = dice.below(3)
    if part == 0:
        return f"{birth.year + dice.pick((-1, 1))}-{known[5:8]}{min(birth.day, 28):02d}"
    if part == 1:
        return f"{birth.year}-{birth.month % 12 + 1:02d}-{min(birth.day, 28):02d}"
    return f"{known[:8]}{(birth.day + dice.pick((1, 10))) % 28 + 1:02d}"


def mistype_village(village: str, rates: Mapping[str, float], dice: Dice) -> tuple[str, list[str]]:
    """The village as clerks write it."""
    if dice.chance(rates["missing"]):
        return "", ["village_missing"]
    if not dice.chance(rates["variant"]):
        return village, []
    tail = village.replace("Tổ dân phố số ", "")
    if tail != village:
        forms = (
            f"Tổ {tail}",
            f"TDP {tail}",
            f"TDP số {tail}",
            f"tổ dân phố {tail}",
            f"Tổ {int(tail):02d}",
            f"TDP số {int(tail):02d}",
        )
    else:
        kind, _, name = village.partition(" ")
        forms = (
            name,
            f"{kind.lower()} {name}",
            f"{kind[0]}. {name}",
            village.upper(),
            f"{kind}  {name}",
            f"{kind} {name.lower()}",
        )
    return dice.pick(forms), ["village_variant"]
