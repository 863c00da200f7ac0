"""Why a task failed, from its log."""

import json

import pytest

from doisoat.embedded.failure import describe_failure, reason

OWN = {"level": "error", "logger": "doisoat.orchestration.tasks", "event": "SourceMissing: no rolls"}
AIRFLOWS = {"level": "error", "logger": "task", "event": "Task failed with exception"}
CALLBACK = {"level": "error", "logger": "doisoat.orchestration.tasks", "event": "unexpected OSError at mail.py"}


def written(path, *entries):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(json.dumps(e) if isinstance(e, dict) else e for e in entries))
    return path


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        pytest.param([OWN, AIRFLOWS], "SourceMissing: no rolls", id="our own line"),
        pytest.param([OWN, AIRFLOWS, CALLBACK], "SourceMissing: no rolls", id="not a callback's"),
        pytest.param(["not json", AIRFLOWS], "Task failed with exception", id="airflow's if there is no other"),
        pytest.param([{"level": "info", "event": "fine"}], "no reason was logged", id="nothing"),
    ],
)
def test_the_reason_of_a_failure(tmp_path, entries, expected):
    assert reason(written(tmp_path / "attempt=1.log", *entries)) == expected


class FakeApi:
    def __init__(self, *failed):
        self._failed = failed

    def tasks(self, _dag, _run):
        return [{"task_id": "receive", "state": "success"}, *({"task_id": t, "state": "failed"} for t in self._failed)]


class Installation:
    ui_url = "http://127.0.0.1:8080"

    def __init__(self, folder):
        self.folder = folder


def test_a_failure_names_task_reason_and_log(tmp_path):
    folder = tmp_path / "airflow" / "logs" / "dag_id=d" / "run_id=r" / "task_id=check"
    log = written(folder / "attempt=1.log", OWN)
    line = describe_failure(FakeApi("check"), Installation(tmp_path), "d", "r")
    assert line == f"d.check: SourceMissing: no rolls (log: {log})"


@pytest.mark.parametrize("failed", [(), ("check",)], ids=["no task failed", "no log"])
def test_without_a_log_the_web_ui_is_named(tmp_path, failed):
    assert "/dags/d" in describe_failure(FakeApi(*failed), Installation(tmp_path), "d", "r")
