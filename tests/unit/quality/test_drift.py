"""How far a night's links may be from the model's training."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from doisoat.errors import SettingsError
from doisoat.linkage.profile import ASPECTS
from doisoat.quality.drift import DriftBounds, drift_frame, drift_parameters
from doisoat.quality.gate import check_frame, suite_path
from doisoat.records.link import PROFILE
from doisoat.storage.lake import Lake

DATE = dt.date(2024, 1, 12)
SUITE = suite_path("link/profile")


def row(aspect: str, code: str, **values: Any) -> dict[str, Any]:
    usual = {"records": 100, "share": 1.0, "usual_share": 1.0, "drift": 0.0, "drift_by_lot": 0.02}
    return {"aspect": aspect, "code": code, "model_version": "m", **usual, **values}


def profile(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    usual = [row(aspect, "same") for aspect in ASPECTS]
    told = {"coverage": 0.98, "right": 0.99, "expected_false": 0.0001}
    estimates = [row("estimate", code, share=share, drift=None, drift_by_lot=None) for code, share in told.items()]
    given = {(r["aspect"], r["code"]): r for r in [*usual, *estimates, *rows]}
    return list(given.values())


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))


def results(lake: Lake, entries: list[dict[str, Any]], holders: list[dict[str, Any]], **bounds: Any) -> set[str]:
    """The expectations that fail with these rows of link/profile."""
    for subject, rows in (("beneficiary", entries), ("account", holders)):
        table = pa.Table.from_pylist([{"subject": subject, **r} for r in rows], schema=PROFILE.schema)
        lake.write(PROFILE, DATE, table, subject)
    judged = check_frame(SUITE, drift_frame(DATE, lake), {**drift_parameters(), **bounds})
    return {r["expectation"] for r in judged.to_pylist() if not r["success"]}


def failed(lake: Lake, *entries: dict[str, Any], **bounds: Any) -> set[str]:
    """The expectations that fail a night whose roll entries have these rows besides what is usual."""
    return results(lake, profile(*entries), profile(), **bounds)


def test_usual_night_is_quiet(lake: Lake) -> None:
    assert failed(lake) == set()


def test_names_that_are_written_otherwise_warn_of_names_alone(lake: Lake) -> None:
    terms = [row("name", "same", drift=0.1), row("name", "toneless", drift=0.03)]
    assert failed(lake, *terms) == {"profile_name_as_trained"}


def test_what_lot_explains_does_not_warn(lake: Lake) -> None:
    assert failed(lake, row("village", "same", drift=0.07, drift_by_lot=0.05)) == set()


def test_installation_may_stop_a_night_that_drifts_too_far(lake: Lake) -> None:
    far = row("birth", "year", drift=0.6)
    assert failed(lake, far, stop=0.5) == {"profile_birth_as_trained", "profile_worst_is_bearable"}
    assert "profile_worst_is_bearable" not in failed(lake, far)


def test_long_queue_broken_promise_and_thin_register_are_told(lake: Lake) -> None:
    found = failed(
        lake,
        row("status", "review", share=0.03),
        row("estimate", "expected_false", share=0.001, drift=None),
        row("estimate", "coverage", share=0.9, drift=None),
    )
    assert found == {"profile_review_is_short", "profile_links_keep_their_promise", "profile_register_is_whole"}


def test_model_without_a_usual_night_is_no_failure(lake: Lake) -> None:
    silent = [row(aspect, "same", drift=None, drift_by_lot=None) for aspect in ASPECTS]
    nobody = row("estimate", "coverage", share=None, drift=None)
    assert results(lake, profile(*silent, nobody), profile(*silent, nobody)) == set()


@pytest.mark.parametrize("drift", [{"warn": 0}, {"warn": 0.2, "stop": 0.1}, {"warn": "much", "stop": None}, None])
def test_bounds_that_make_no_sense_are_refused(drift: Any) -> None:
    with pytest.raises(SettingsError, match=r"gate\.yaml"):
        DriftBounds.from_mapping({"drift": drift})
