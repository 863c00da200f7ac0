"""Which programmes one person may draw at once: include/config/programmes_together.yaml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Any

import pyarrow as pa
import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

VERDICTS = ("both", "highest", "human")
ANY = "any"
JUDGED = pa.schema([(name, pa.string()) for name in ("beneficiary_code", "rule", "programme", "with")])


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
        """The regime of a programme, however it is written; None if it is in none."""
        code = same_programme(programme)
        fits = (r for r, prefixes in self.regimes.items() if code.startswith(tuple(map(same_programme, prefixes))))
        return next(fits, None)

    def verdict(self, one: str, other: str) -> str | None:
        """both, highest or human for two different programmes; None if either is in no regime."""
        pair = self.regime(one), self.regime(other)
        if None in pair:
            return None
        return next(v for a, b, v in self.rules if _fits((a, b), pair) or _fits((b, a), pair))

    def judge(self, seconds: pa.Table) -> pa.Table:
        """JUDGED: what may not be drawn beside another entry of the same person, named as `with` in `programme`.

        `seconds` are all entries of persons with several: personal_id, beneficiary_code, programme_code and
        monthly_amount, sorted by person. With rule `highest` it is the lower one, of equal ones the later code; with
        `human` it is either: somebody must decide, also where an amount is not known.
        """
        rows = seconds.select(["personal_id", "beneficiary_code", "programme_code", "monthly_amount"]).to_pylist()
        people = groupby((row for row in rows if row["programme_code"]), key=lambda row: row["personal_id"])
        return pa.Table.from_pylist([judged for _, own in people for judged in self._of_one(list(own))], JUDGED)

    def _of_one(self, entries: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
        """Entries of one person. One that gives way to a higher one takes nothing from a third."""
        entries.sort(key=lambda e: (-(e["monthly_amount"] or 0), e["beneficiary_code"]))
        kept: list[dict[str, Any]] = []
        for entry in entries:
            higher = next((k for k in kept if self._between(entry, k) == "highest"), None)
            if higher is None:
                kept.append(entry)
            else:
                yield _judged(entry, "highest", higher)
        for one, other in combinations(kept, 2):
            if self._between(one, other) == "human":
                yield _judged(one, "human", other)
                yield _judged(other, "human", one)

    def _between(self, one: dict[str, Any], other: dict[str, Any]) -> str | None:
        verdict = self.verdict(one["programme_code"], other["programme_code"])
        unknown = None in (one["monthly_amount"], other["monthly_amount"])
        return "human" if verdict == "highest" and unknown else verdict


def same_programme(code: str) -> str:
    """A programme's code as it is compared: capitals and spaces around it say nothing."""
    return code.strip().casefold()


def _judged(entry: dict[str, Any], rule: str, other: dict[str, Any]) -> dict[str, str]:
    with_ = {"programme": other["programme_code"], "with": other["beneficiary_code"]}
    return {"beneficiary_code": entry["beneficiary_code"], "rule": rule, **with_}


def _fits(rule: tuple[str, str], pair: tuple[str | None, str | None]) -> bool:
    return all(wanted in (ANY, regime) for wanted, regime in zip(rule, pair, strict=True))


def load_together() -> Together:
    """The table of this installation."""
    return Together.from_mapping(yaml.safe_load((CONFIG / "programmes_together.yaml").read_text(encoding="utf-8")))
