"""The target of coverage on a date: include/config/target.yaml, and how many working days are left."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

SATURDAY = 5


@dataclass(frozen=True)
class Target:
    """`share` (0 to 1) to be reached on `date`; `nights` that a forecast looks back."""

    share: float
    date: dt.date
    nights: int


@dataclass(frozen=True)
class Calendar:
    """State offices' weekdays off, and the weekend days they work instead."""

    holidays: Collection[dt.date]
    worked: Collection[dt.date]

    def working_days(self, after: dt.date, until: dt.date) -> int:
        """Working days after `after` up to and with `until`; 0 when `until` is not later."""
        days = (after + dt.timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(self.is_worked(day) for day in days)

    def is_worked(self, day: dt.date) -> bool:
        return day in self.worked or (day.weekday() < SATURDAY and day not in self.holidays)


def target_on(date: dt.date, raw: Mapping[str, Any]) -> Target | None:
    """The target that holds on `date`, None before the first; SettingsError names what is wrong with the file."""
    try:
        targets = [
            (t["since"], Target(float(t["share"]), t["date"], int(raw["forecast"]["nights"]))) for t in raw["targets"]
        ]
        in_force = [target for since, target in sorted(targets, key=lambda pair: pair[0]) if since <= date]
    except (KeyError, TypeError, ValueError) as error:
        raise SettingsError(f"target.yaml: {error}") from None
    for _, target in targets:
        if not 0 < target.share <= 1 or not isinstance(target.date, dt.date) or target.nights < 3:
            raise SettingsError("target.yaml: share lies between 0 and 1, date is a date, nights are 3 or more")
    return in_force[-1] if in_force else None


def load_target(date: dt.date) -> Target | None:
    """The target of this installation on `date`."""
    return target_on(date, yaml.safe_load((CONFIG / "target.yaml").read_text(encoding="utf-8")))
