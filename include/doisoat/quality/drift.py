"""How far a night's links may be from those that the model was trained on: `drift` in include/config/gate.yaml."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import yaml

from doisoat.errors import SettingsError
from doisoat.linkage.profile import ASPECTS
from doisoat.paths import CONFIG
from doisoat.records.link import PROFILE
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DriftBounds:
    """Population stability indices beyond what lot makes of them. `stop` None: a night is never stopped for drift."""

    warn: float
    stop: float | None

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "DriftBounds":
        """From the parsed YAML; SettingsError says what is wrong with it."""
        try:
            stop = raw["drift"]["stop"]
            bounds = cls(float(raw["drift"]["warn"]), None if stop is None else float(stop))
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"gate.yaml: drift needs warn and stop, numbers or (stop) null: {error}") from None
        if bounds.warn <= 0 or (bounds.stop is not None and bounds.stop < bounds.warn):
            raise SettingsError("gate.yaml: drift: warn is more than 0, stop at least warn")
        return bounds


def drift_parameters() -> dict[str, float | None]:
    """The `$PARAMETER`s of expectations/link/profile.json, of this installation."""
    bounds = DriftBounds.from_mapping(yaml.safe_load((CONFIG / "gate.yaml").read_text(encoding="utf-8")))
    return {"warn": bounds.warn, "stop": bounds.stop}


def drift_frame(date: dt.date, lake: Lake) -> "pd.DataFrame":
    """What expectations/link/profile.json looks at: a row for roll entries and one for account holders."""
    import pandas as pd

    profiles = pa.concat_tables(lake.read(PROFILE, date, part) for part in lake.parts(PROFILE, date))
    subjects = sorted(set(profiles["subject"].to_pylist()))
    rows = [_measures([row for row in profiles.to_pylist() if row["subject"] == subject]) for subject in subjects]
    return pd.DataFrame(rows, index=subjects)


def _measures(profile: list[dict[str, Any]]) -> dict[str, float]:
    """By aspect the index beyond what lot makes of it, 0 where the model does not say what is usual; and the estimates.
    Where nothing was judged by probability everybody was identified, so the register lacks nobody."""
    measures = {}
    for aspect in ASPECTS:
        rows = [row for row in profile if row["aspect"] == aspect and row["drift"] is not None]
        measures[aspect] = max(sum(r["drift"] for r in rows) - rows[0]["drift_by_lot"], 0.0) if rows else 0.0
    shares = {(row["aspect"], row["code"]): row["share"] or 0.0 for row in profile}
    return {
        **measures,
        "worst": max(measures.values()),
        "review": shares.get(("status", "review"), 0.0),
        "expected_false": shares["estimate", "expected_false"],
        "coverage": shares["estimate", "coverage"] or 1.0,
    }
