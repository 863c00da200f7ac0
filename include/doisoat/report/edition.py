"""How a language is written: the texts of mails and pages, numbers, shares, dates. Counts too small to print."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("vi", "en")
SMALLEST_SHOWN = 5
# From this many people on, a share in tenths of a percent is told by 5 people or more: it tells no small count.
_SHARE_IS_COARSE = 10 * 100 * SMALLEST_SHOWN
NOT_TOLD = "–"
_MARKS = {"vi": (".", ","), "en": (",", ".")}  # of thousands, of decimals
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Edition:
    """Texts of texts/<language>.yaml by key, and how numbers and dates are written beside them."""

    language: str
    texts: Mapping[str, Any]

    def say(self, text_key: str, /, **values: object) -> str:
        """The text of a key such as `causes.SourceMissing.title`; KeyError if there is none."""
        text: Any = self.texts
        for part in text_key.split("."):
            text = text[part]
        return str(text).format(**values)

    def number(self, value: float, decimals: int = 0) -> str:
        """1234.5 → 1.234,5 in Vietnamese."""
        thousands, decimal = _MARKS[self.language]
        return f"{value:,.{decimals}f}".translate(str.maketrans(",.", thousands + decimal))

    def rate(self, value: float) -> str:
        """So many a day, with a decimal only if it has one."""
        return self.number(value, 0 if float(value).is_integer() else 1)

    def people(self, count: int) -> str:
        """A count of people or of their rows: 1 to 4 are told as "< 5", so that nobody can be found by it."""
        return f"< {SMALLEST_SHOWN}" if is_small(count) else self.number(count)

    def share(self, part: int, whole: int) -> str:
        """Part of a whole of people, one decimal: 93,1 %; a dash where it would tell a small count, or of nothing.

        Only all is 100 %, only nobody is 0 %.
        """
        if not self.tells(part, whole):
            return NOT_TOLD
        percent = 100 * part / whole
        if 0 < part < whole:
            percent = min(max(percent, 0.1), 99.9)
        return self.percent(percent / 100)

    def tells(self, part: int, whole: int) -> bool:
        """Whether a share may be shown: not of nothing, nor where it would tell a small count."""
        return whole >= _SHARE_IS_COARSE or (whole > 0 and not is_small(part) and not is_small(whole - part))

    def percent(self, share: float, decimals: int = 1) -> str:
        """A share (0 to 1) that is no count of people: 93,1 %."""
        space = " " if self.language == "vi" else ""
        return f"{self.number(100 * share, decimals)}{space}%"

    def band(self, low: float | None, high: float | None) -> str:
        """The shares between which a forecast most likely is, to stand after it; empty where they are not known."""
        if low is None or high is None:
            return ""
        return self.say("verdict.range", low=self.percent(low), high=self.percent(high))

    def goal(self, share: float) -> str:
        """A target, with a decimal only if it has one: 100 %."""
        return self.percent(share, 0 if float(round(100 * share, 6)).is_integer() else 1)

    def date(self, day: dt.date) -> str:
        """12/01/2024; in English 12 January 2024."""
        return f"{day:%d/%m/%Y}" if self.language == "vi" else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def label(self, labels: Mapping[tuple[str, str], tuple[str, str]], domain: str, code: str) -> str:
        """What people call a code; the code itself if it has no label."""
        return labels.get((domain, code), (code, code))[LANGUAGES.index(self.language)]


def is_small(count: int) -> bool:
    """Whether a count of people is not to be told."""
    return 0 < count < SMALLEST_SHOWN


@cache
def load_edition(language: str) -> Edition:
    """The edition of one of LANGUAGES."""
    path = Path(__file__).with_name("texts") / f"{language}.yaml"
    return Edition(language, yaml.safe_load(path.read_text(encoding="utf-8")))
