"""A clerk's habits: how one writes names, dates, sexes, amounts and areas, in every row."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doisoat.synthetic.dice import Dice

EXCEL_ZERO = dt.date(1899, 12, 30)
DATE_STYLES = ("excel", "day_short", "iso", "serial", "day_dots")
SEXES = (("Nam", "Nữ"), ("M", "F"), ("1", "0"), ("nam", "nữ"))
MALE = frozenset(male for male, _ in SEXES)


@dataclass(frozen=True)
class Habits:
    """How one clerk writes names, dates, sexes, amounts and areas."""

    upper: bool = False
    decomposed: bool = False
    toneless: bool = False
    date: str = "day_first"
    sexes: tuple[str, str] = SEXES[0]
    amount: str = "number"
    area: str = "full"


def draw_habits(rates: Mapping[str, float], dice: Dice, *, legacy: bool = False) -> Habits:
    """One clerk's. `legacy`: the file has the letters of an old encoding only."""
    if not any(rates.values()):
        return Habits()
    day_first = dice.chance(rates["date_day_first"])
    return Habits(
        upper=dice.chance(rates["upper"]),
        decomposed=dice.chance(rates["decomposed"]) and not legacy,
        toneless=dice.chance(rates["toneless"]),
        date="day_first" if day_first else dice.pick(DATE_STYLES),
        sexes=dice.pick(SEXES[1:]) if dice.chance(rates["sex_code"]) else SEXES[0],
        amount=dice.pick(("dots", "commas")) if dice.chance(rates["amount_text"]) else "number",
        area=dice.pick(("full", "full", "bare", "short", "code")),
    )


def written_date(text: str, style: str) -> Any:
    """An ISO date, month or year in a clerk's style: text, an Excel date (`date`) or serial number (`int`)."""
    if len(text) < 10:
        return "/".join(reversed(text.split("-")))
    year, month, day = (int(part) for part in text.split("-"))
    real = month <= 12 and year >= 1900
    if style in {"excel", "serial"} and real:
        date = dt.date(year, month, day)
        return date if style == "excel" else (date - EXCEL_ZERO).days
    separator = {"day_short": "-", "day_dots": "."}.get(style, "/")
    return text if style == "iso" else f"{day:02d}{separator}{month:02d}{separator}{year}"


def written_amount(amount: int, style: str) -> int | str:
    if style == "number":
        return amount
    grouped = f"{amount:,}"
    return grouped.replace(",", ".") if style == "dots" else f"{grouped} đ"


def written_area(name: str, style: str) -> str:
    for kind, short in (
        ("Thị trấn", "TT"),
        ("Phường", "P."),
        ("Xã", "X."),
        ("Quận", "Q."),
        ("Huyện", "H."),
        ("Thị xã", "TX"),
    ):
        if name.startswith(f"{kind} "):
            bare = name.removeprefix(f"{kind} ")
            return f"{kind} {bare}" if bare.isdigit() else bare if style == "bare" else f"{short} {bare}"
    return name
