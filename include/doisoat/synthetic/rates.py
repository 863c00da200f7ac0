"""The rates in config/synthetic.yaml, with the noise level applied."""

from collections.abc import Mapping
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

HIGHEST = 0.9  # no level makes a rate larger than this


class Rates:
    """`rates["roll"]` is a section of the file; `rates.noise("names")` one of `noise`, times the level."""

    def __init__(self, sections: Mapping[str, Any], level: int) -> None:
        if level not in sections["levels"]:
            raise SettingsError(f"noise is one of {', '.join(map(str, sections['levels']))}, not {level}")
        self._sections = sections
        self.factor = float(sections["levels"][level])

    @classmethod
    def load(cls, level: int, *, entries_per_person: float | None = None) -> "Rates":
        """The rates of a noise level; `entries_per_person` replaces the roll's share of the register."""
        sections = yaml.safe_load((CONFIG / "synthetic.yaml").read_text(encoding="utf-8"))
        if entries_per_person is not None:
            sections["roll"]["entries_per_person"] = entries_per_person
        return cls(sections, level)

    def __getitem__(self, section: str) -> Any:
        return self._sections[section]

    def noise(self, section: str) -> dict[str, float]:
        rates: dict[str, float] = self._sections["noise"][section]
        return {kind: min(rate * self.factor, HIGHEST) for kind, rate in rates.items()}

    @property
    def bad_rows(self) -> float:
        return float(self._sections["noise"]["bad_rows"]) * self.factor
