"""How reviewers work: include/config/desk.yaml."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.storage.reference import load_calendar

LONGEST_LEASE = 60  # minutes; the database grants no longer one


@dataclass(frozen=True)
class Rules:
    lease_minutes: int
    answer_working_days: int

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "Rules":
        """SettingsError names what is wrong."""
        names = ("lease_minutes", "answer_working_days")
        for name in names:
            if not isinstance(raw.get(name), int) or raw[name] < 1:
                raise SettingsError(f"desk.yaml: {name} is a whole number from 1")
        if raw["lease_minutes"] > LONGEST_LEASE:
            raise SettingsError(f"desk.yaml: lease_minutes is at most {LONGEST_LEASE}")
        return cls(**{name: raw[name] for name in names})

    def due(self, opened: dt.date) -> dt.date:
        """The last working day on which a case that came up on `opened` should be settled."""
        calendar, day = load_calendar(), opened
        while calendar.working_days(opened, day) < self.answer_working_days:
            day += dt.timedelta(days=1)
        return day


@cache
def load_rules() -> Rules:
    return Rules.from_mapping(yaml.safe_load((CONFIG / "desk.yaml").read_text(encoding="utf-8")))
