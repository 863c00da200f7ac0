"""What a page says things with, in one language: texts, what people call codes, and formats."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

from doisoat.desk import numbers
from doisoat.desk.session import LANGUAGES
from doisoat.desk.texts import catalogue, text
from doisoat.publish.labels import read_labels
from doisoat.storage.reference import load_areas, load_programmes, rows

_SPOKEN = ("number", "percent", "duration", "decimal")


@dataclass(frozen=True)
class Words:
    """What a template says things with, in one language."""

    language: str

    def t(self, key: str, /, **values: object) -> str:
        return text(self.language, key, **values)

    def label(self, domain: str, code: str | None) -> str:
        """What people call a code; the code itself if it has no label."""
        if code is None:
            return numbers.NOTHING
        return _labels().get((domain, code), (code, code))[LANGUAGES.index(self.language)]

    def programme(self, code: str | None) -> str:
        """The code of a programme and what the law calls it; of one that is not told, that it is not."""
        if code == "other_assistance":
            return self.t("programme.other")
        known = load_programmes().get(code or "")
        return f"{code} · {known.label}" if known else code or numbers.NOTHING

    def district(self, code: str | None, on: dt.date) -> str:
        found = load_areas(on).districts.get(code or "")
        return found.name if found else self._unknown(code)

    def ward(self, code: str | None, on: dt.date) -> str:
        found = load_areas(on).wards.get(code or "")
        return found.name if found else self._unknown(code)

    def bank(self, bin_: str | None) -> str:
        return _banks().get(bin_ or "") or bin_ or numbers.NOTHING

    def level(self, field: str, level: str) -> str:
        """A level of the evidence in words; a newer model's may have none yet."""
        key = f"evidence.{field}.{level}"
        return self.t(key) if key in catalogue(self.language) else self.t("evidence.other_level", level=level)

    def _unknown(self, code: str | None) -> str:
        return self.t("area.unknown") if code == "unknown" else code or numbers.NOTHING

    def formats(self) -> dict[str, Callable[..., str]]:
        """Filters of templates."""
        spoken = {name: partial(getattr(numbers, name), language=self.language) for name in _SPOKEN}
        return {**spoken, "date": numbers.date, "moment": numbers.moment}


@cache
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["domain"], row["code"]): (row["label_vi"], row["label_en"]) for row in read_labels().to_pylist()}


@cache
def _banks() -> dict[str, str]:
    return {row["napas_bin"]: row["short_name"] for row in rows("banks") if row["napas_bin"]}
