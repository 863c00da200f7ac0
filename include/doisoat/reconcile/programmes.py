"""Which programmes one person may draw at once: include/config/programmes_together.yaml."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from typing import Any

import pyarrow as pa
import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

VERDICTS = ("both", "highest", "human")
ANY = "any"


@dataclass(frozen=True)
class Together:
    """`regimes` from a regime to prefixes of programme codes; `rules`: (regime, regime, verdict), the first counts."""

    regimes: Mapping[str, tuple[str, ...]]
    rules: tuple[tuple[str, str, str], ...]

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "Together":
        """From the parsed YAML; SettingsError says what is wrong with it."""
        try:
            regimes = {regime: tuple(prefixes) for regime, prefixes in raw["regimes"].items()}
            rules = tuple((str(a), str(b), str(verdict)) for a, b, verdict in raw["rules"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SettingsError(f"programmes_together.yaml: {error}") from None
        together = cls(regimes, rules)
        if problem := together.problem():
            raise SettingsError(f"programmes_together.yaml: {problem}")
        return together

    def problem(self) -> str | None:
        """The first thing that is wrong with the table, or None."""
        known = {*self.regimes, ANY}
        if strange := [rule for rule in self.rules if not {*rule[:2]} <= known or rule[2] not in VERDICTS]:
            return f"a rule names an unknown regime or verdict: {', '.join(strange[0])}"
        return None if self.rules[-1:] and self.rules[-1][:2] == (ANY, ANY) else "the last rule must be for any, any"

    def regime(self, programme: str) -> str | None:
        """The regime of a programme; None if it is in none."""
        fits = (regime for regime, prefixes in self.regimes.items() if programme.startswith(prefixes))
        return next(fits, None)

    def verdict(self, one: str, other: str) -> str | None:
        """both, highest or human for two different programmes; None if either is in no regime."""
        pair = self.regime(one), self.regime(other)
        if None in pair:
            return None
        return next(v for a, b, v in self.rules if _fits((a, b), pair) or _fits((b, a), pair))

    def conflicts(self, programmes: Iterable[str]) -> pa.Table:
        """one, other, verdict: the pairs of these programmes, in both orders, that may not simply be drawn together."""
        pairs = [
            (a, b, self.verdict(a, b)) for a, b in combinations_with_replacement(sorted(set(programmes)), 2) if a != b
        ]
        wrong = [(a, b, v) for a, b, v in pairs if v in ("highest", "human")]
        both_ways = wrong + [(b, a, v) for a, b, v in wrong]
        names = ("one", "other", "verdict")
        return pa.table({name: pa.array([row[n] for row in both_ways], pa.string()) for n, name in enumerate(names)})


def _fits(rule: tuple[str, str], pair: tuple[str | None, str | None]) -> bool:
    return all(wanted in (ANY, regime) for wanted, regime in zip(rule, pair, strict=True))


def load_together() -> Together:
    """The table of this installation."""
    return Together.from_mapping(yaml.safe_load((CONFIG / "programmes_together.yaml").read_text(encoding="utf-8")))
