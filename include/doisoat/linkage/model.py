"""The linkage model: a versioned file of parameters, and nothing about persons."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from doisoat.errors import SettingsError
from doisoat.linkage.levels import LADDERS
from doisoat.linkage.profile import Profile
from doisoat.paths import CONFIG

CURRENT = "person-v2"  # the version that nights are linked with
YOUNGER = {"id": ("relative", "other")}  # by field: the level, and what person-v1 took it for

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Decision:
    """When a link is accepted, and when a person should look."""

    expected_false_links: float  # share of accepted links, found by probability, that may be wrong
    accept_from: float  # no link below this probability is accepted, whatever the share
    review_from: float
    margin: float  # how many times likelier than the runner-up an accepted link must be


@dataclass(frozen=True)
class Model:
    version: str
    coverage: float  # share of records whose person is in the register
    fields: Mapping[str, Mapping[str, tuple[float, float]]]  # field → level → (m, u)
    rarest_name: float  # cap on term frequency: no full name counts as rarer than this
    largest_block: int  # persons per block before a further key refines it
    calibration: Mapping[str, tuple[tuple[float, float], ...]]  # method → knots (log odds, calibrated log odds)
    decision: Decision
    profile: Mapping[
        str, Profile
    ]  # subject (beneficiary, account) → what its links look like on the zone it was tried on

    @classmethod
    def load(cls, path: Path) -> "Model":
        """Read a model file; SettingsError if a field or level is missing or no probability."""
        with path.open(encoding="utf-8") as file:
            return cls.from_dict(yaml.safe_load(file))

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> "Model":
        fields = {f: {k: (v["m"], v["u"]) for k, v in levels.items()} for f, levels in content["fields"].items()}
        fields = _completed(fields)
        _check(fields)
        return cls(
            version=content["version"],
            coverage=content["coverage"],
            fields=fields,
            rarest_name=content["rarest_name"],
            largest_block=content["largest_block"],
            calibration={k: tuple((x, y) for x, y in v) for k, v in content["calibration"].items()},
            decision=Decision(**content["decision"]),
            profile={k: Profile(**v) for k, v in content.get("profile", {}).items()},
        )

    def weights(self, field: str) -> Floats:
        """Natural log of m/u per level of `field`, in the ladder's order."""
        pairs = (self.fields[field][level.name.lower()] for level in LADDERS[field])
        return np.array([math.log(m / u) for m, u in pairs])

    def calibrate(self, method: str, probability: Floats) -> Floats:
        """Probability as it was found to hold on zones with known truth, for links found by `method`."""
        knots = np.array(self.calibration[method])
        odds = np.interp(_log_odds(probability), knots[:, 0], knots[:, 1])
        calibrated: Floats = 1 / (1 + np.exp(-odds))
        return calibrated


def current_model() -> Model:
    """The model of this installation: include/config/linkage/<CURRENT>.yaml."""
    return Model.load(CONFIG / "linkage" / f"{CURRENT}.yaml")


def _log_odds(probability: Floats) -> Floats:
    clipped = np.clip(probability, 1e-12, 1 - 1e-12)
    odds: Floats = np.log(clipped) - np.log1p(-clipped)
    return odds


def _completed(fields: Mapping[str, Mapping[str, tuple[float, float]]]) -> dict[str, dict[str, tuple[float, float]]]:
    """Levels that are younger than a version weigh there what they were taken for then."""
    found = {field: dict(levels) for field, levels in fields.items()}
    for field, (level, former) in YOUNGER.items():
        if former in found.get(field, {}):
            found[field].setdefault(level, found[field][former])
    return found


def _check(fields: Mapping[str, Mapping[str, tuple[float, float]]]) -> None:
    for field, ladder in LADDERS.items():
        levels = {level.name.lower() for level in ladder}
        if set(fields.get(field, {})) != levels:
            raise SettingsError(f"linkage model: field {field} must have the levels {sorted(levels)}")
        if not all(0 < p <= 1 for pair in fields[field].values() for p in pair):
            raise SettingsError(f"linkage model: m and u of field {field} must lie above 0 and up to 1")
