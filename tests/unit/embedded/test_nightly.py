"""The arguments of a night, and which run of a DAG is the night's."""

import datetime as dt
from types import SimpleNamespace

import pytest

from doisoat.embedded import nightly
from doisoat.embedded.nightly import Night, Watch, sqlalchemy_url
from doisoat.errors import SettingsError

READY = dt.datetime(2024, 1, 12, 1, 5, tzinfo=dt.UTC)


def test_a_folder_becomes_absolute(tmp_path, monkeypatch):
    (tmp_path / "landing").mkdir()
    monkeypatch.chdir(tmp_path)
    assert Night.read("landing", "2024-01-12") == Night(str(tmp_path / "landing"), dt.date(2024, 1, 12))


def test_an_s3_url_stays_as_it_is():
    assert Night.read("s3://bucket/in", "2024-01-12").landing == "s3://bucket/in"


@pytest.mark.parametrize("date", ["", "12/01/2024", "2024-13-01"])
def test_a_wrong_date_is_named(tmp_path, date):
    with pytest.raises(SettingsError, match="DATE is a day"):
        Night.read(str(tmp_path), date)


@pytest.mark.parametrize("landing", ["", "/no/such/folder"])
def test_a_wrong_landing_zone_is_named(landing):
    with pytest.raises(SettingsError, match="LANDING is a folder"):
        Night.read(landing, "2024-01-12")


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_warehouse_url_gets_our_driver(scheme):
    assert sqlalchemy_url(f"{scheme}://u:p@h/db") == "postgresql+psycopg://u:p@h/db"


def test_a_wrong_warehouse_url_is_refused_without_its_password():
    with pytest.raises(SettingsError) as raised:
        sqlalchemy_url("mysql://u:hidden@h/db")
    assert "hidden" not in str(raised.value)


class FakeApi:
    """Answers with given runs of a DAG; remembers what was triggered."""

    def __init__(self, *runs):
        self._runs = list(runs)
        self.triggered = []

    def runs(self, _dag, _key, *, since):
        assert since
        return self._runs

    def trigger(self, dag, key, _conf):
        self.triggered.append((dag, key))
        return "by hand"


def a_run(name, *, minutes, state="success"):
    started = None if minutes is None else (READY + dt.timedelta(minutes=minutes)).isoformat()
    return {"dag_run_id": name, "start_date": started, "state": state}


def find_run(monkeypatch, *runs):
    monkeypatch.setattr(nightly, "GRACE", 0.05)
    monkeypatch.setattr(nightly.stack, "require_running", lambda _: None)
    monkeypatch.setattr(nightly.time, "sleep", lambda _: None)
    watch = Watch(FakeApi(*runs), SimpleNamespace(ui_url="-"), Night("-", READY.date()))
    return watch._run_after(READY, "reconcile", since=READY), watch.api.triggered


def test_the_run_that_the_assets_started_is_the_night_s(monkeypatch):
    assert find_run(monkeypatch, a_run("started", minutes=0.1)) == ("started", [])


def test_a_run_that_began_before_all_sources_were_in_is_followed_by_one_of_ours(monkeypatch):
    found = find_run(monkeypatch, a_run("too early", minutes=-1))
    assert found == ("by hand", [("reconcile", "2024-01-12")])


def test_the_later_of_two_runs_is_the_night_s(monkeypatch):
    found = find_run(monkeypatch, a_run("too early", minutes=-1), a_run("started", minutes=2))
    assert found == ("started", [])


def test_without_a_run_one_is_started(monkeypatch):
    assert find_run(monkeypatch) == ("by hand", [("reconcile", "2024-01-12")])
