"""How many entries a night may publish after the night before: include/config/gate.yaml."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.storage.warehouse import connect, guarded

_FORMER: LiteralString = """
select (counts ->> 'beneficiaries')::bigint from reconciled.run
where business_date < %(date)s and not audit.roll_is_accepted(%(date)s)
order by business_date desc, published_at desc limit 1"""


@dataclass(frozen=True)
class RollBounds:
    """`drop`: share of the former entries that may be gone; `growth`: times the former entries that are too many."""

    drop: float
    growth: float

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "RollBounds":
        """From the parsed YAML; SettingsError says what is wrong with it."""
        try:
            bounds = cls(float(raw["roll"]["drop"]), float(raw["roll"]["growth"]))
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"gate.yaml: {error}") from None
        if not 0 <= bounds.drop < 1 < bounds.growth:
            raise SettingsError("gate.yaml: drop lies between 0 and 1, growth is more than 1")
        return bounds

    def around(self, former: int | None) -> tuple[int, int | None]:
        """The least and the most entries after a night of `former`; anything goes after no night, or an empty one."""
        if not former:
            return 0, None
        # Rounded first: 0.1 of 100 must leave 90, whatever 0.1 is in the machine.
        least, most = round(former * (1 - self.drop), 6), round(former * self.growth, 6)
        return math.ceil(least), math.ceil(most) - 1


@guarded("reading the night before")
def roll_parameters(url: str, date: dt.date) -> dict[str, int | None]:
    """The `$PARAMETER`s of expectations/mart/beneficiary.json that depend on the former night."""
    with connect(url) as connection:
        row = connection.execute(_FORMER, {"date": date}).fetchone()
    least, most = load_bounds().around(row[0] if row else None)
    return {"least_entries": least, "most_entries": most}


@guarded("accepting a roll")
def accept_roll(url: str, date: dt.date) -> None:
    """Say that the roll of a date is right; audit.event keeps who said so."""
    with connect(url) as connection:
        connection.execute("select audit.accept_roll(%s)", [date])


def load_bounds() -> RollBounds:
    """The bounds of this installation."""
    return RollBounds.from_mapping(yaml.safe_load((CONFIG / "gate.yaml").read_text(encoding="utf-8")))
