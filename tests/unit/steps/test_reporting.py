"""Who is told what of a night that failed, and of a failure that stopped none."""

import datetime as dt
from pathlib import Path

import pytest

from doisoat import steps
from doisoat.report.outbox import Outbox
from doisoat.settings import Settings
from doisoat.storage.objects import open_store

FRIDAY = dt.date(2024, 1, 12)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(landing=str(tmp_path / "landing"), lake=str(tmp_path / "lake"), warehouse_url="", scratch="")


def roles_told(stage: str, settings: Settings) -> list[str]:
    """Roles of those who are told that `stage` failed; what they are told is kept."""
    outbox = Outbox(open_store(settings.lake))
    letters = list(steps.failure_report(FRIDAY, stage, "StorageError: no answer", settings))
    assert all(outbox.put(letter) for letter in letters)
    return sorted({letter.name.split(".")[1] for letter in letters})


def test_a_wrong_recipient_is_told_to_all_others(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = "{address: a@example.vn, office: sở, role: city_head, language: vi}"
    wrong = good.replace("city_head", "mayor")
    (tmp_path / "who.yaml").write_text(f"recipients: [{wrong}, {good}]", encoding="utf-8")
    monkeypatch.setenv("DOISOAT_RECIPIENTS", str(tmp_path / "who.yaml"))
    assert roles_told("report.mail", settings) == ["city_head"]


@pytest.mark.parametrize(
    "stage",
    ["worklists.issue_worklists", "ingest_fieldwork.answer_fieldwork", "watch.watch", "watch.watch_pay_day"],
)
def test_what_stops_no_night_is_told_to_operators_and_keeps_no_later_word_from_anybody(
    stage: str, settings: Settings
) -> None:
    assert roles_told(stage, settings) == ["operator"]
    assert roles_told("reconcile.publish", settings) == ["city_head", "district_head", "operator"]
    assert roles_told("reconcile.publish", settings) == []
