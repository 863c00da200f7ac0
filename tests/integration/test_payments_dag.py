"""A pay run through the real scheduler: started by one person, approved by another, or by nobody."""

import datetime as dt
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from doisoat.embedded import state
from doisoat.embedded.state import Installation
from doisoat.publish.migrate import migrate
from published import beneficiary, night, show

pytestmark = pytest.mark.stack
ENTRIES = [
    beneficiary(
        f"BT{n:03d}",
        programme_code="05c",
        personal_id=f"00114500{n:04d}",
        bank_bin="970436",
        account_number=f"0011000{n:04d}",
        district_code="001",
        ward_code="00001",
    )
    for n in range(7)
]
SETTLED = 4  # seconds after which the scheduler has noted that a task waits for a person
OVER = {"success", "failed", "skipped", "upstream_failed"}


@dataclass
class Person:
    """Somebody with a login to Airflow, over its API."""

    installation: Installation
    name: str

    def call(self, method: str, path: str, **options: Any) -> httpx.Response:
        with httpx.Client(base_url=self.installation.ui_url, timeout=30, trust_env=False) as client:
            passwords = json.loads(self.installation.password_file.read_text())
            token = client.post("/auth/token", json={"username": self.name, "password": passwords[self.name]}).json()
            return client.request(
                method, f"/api/v2{path}", headers={"Authorization": f"Bearer {token['access_token']}"}, **options
            )

    def start(self, period: str) -> httpx.Response:
        return self.call("POST", "/dags/payments/dagRuns", json={"logical_date": None, "partition_key": period})

    def answer(self, run_id: str, option: str) -> httpx.Response:
        path = f"/dags/payments/dagRuns/{run_id}/taskInstances/approve/-1/hitlDetails"
        return self.call("PATCH", path, json={"chosen_options": [option], "params_input": {}})

    def states(self, run_id: str) -> dict[str, str]:
        found = self.call("GET", f"/dags/payments/dagRuns/{run_id}/taskInstances").json()["task_instances"]
        return {task["task_id"]: str(task["state"]) for task in found}

    def until(self, run_id: str, done: Any, seconds: float = 240) -> dict[str, str]:
        """The states of the run's tasks, once `done` holds of them."""
        end = time.monotonic() + seconds
        while not done(states := self.states(run_id)):
            assert time.monotonic() < end, states
            time.sleep(0.5)
        return states

    def decide(self, run_id: str, option: str) -> dict[str, str]:
        """Answer until the run is over: it asks again if the answer came before the scheduler knew that it waits."""

        def is_over(states: dict[str, str]) -> bool:
            if states["approve"] == "awaiting_input":
                time.sleep(SETTLED)
                assert self.answer(run_id, option).status_code in {200, 409}
            return states["write"] in OVER

        return self.until(run_id, is_over)

    def waiting(self, period: str) -> str:
        """Start a run and wait until it waits for a person."""
        answer = self.start(period)
        assert answer.status_code == 200, answer.text
        run_id = answer.json()["dag_run_id"]
        self.until(run_id, lambda states: states.get("approve") == "awaiting_input")
        return run_id


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pay run")
    environ = {**os.environ, "DOISOAT_STATE": str(folder)}
    command = [sys.executable, "-m", "doisoat.embedded"]
    try:
        up = subprocess.run([*command, "up"], env=environ, capture_output=True, text=True, check=False)
        assert up.returncode == 0, up.stderr
        installation = state.load(folder)
        assert installation is not None
        migrate(installation.sqlalchemy_url("warehouse"))
        show(installation.sqlalchemy_url("warehouse"), dt.date(2024, 1, 20), night(dt.date(2024, 1, 20), *ENTRIES))
        yield installation
    finally:
        subprocess.run([*command, "down"], env=environ, capture_output=True, check=False)


def ask(installation: Installation, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(installation.database_url("warehouse")) as connection:
        return connection.execute(query).fetchall()


def subjects(installation: Installation) -> list[str]:
    import email
    import email.policy

    files = sorted((installation.folder / "outbox").glob("*.eml"))
    mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
    return [str(mail["Subject"]) for mail in mails]


def written(installation: Installation) -> list[str]:
    folder = installation.folder / "outgoing"
    return [str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_pay_run_needs_two_people(stack):
    officer, approver, viewer = (Person(stack, name) for name in ("officer", "approver", "viewer"))
    assert viewer.start("2024-02").status_code == 403

    # Whoever started it approves it: nothing leaves, and it is written down.
    own = officer.waiting("2024-02")
    assert viewer.answer(own, "Approve").status_code == 403
    states = officer.decide(own, "Approve")
    assert (states["approve"], states["write"]) == ("failed", "upstream_failed")
    assert ask(stack, "select count(*) from payments.instruction") == [(0,)]
    assert written(stack) == []

    # Refused: nothing leaves.
    refused = officer.waiting("2024-02")
    states = approver.decide(refused, "Reject")
    assert (states["approve"], states["write"]) == ("success", "skipped")
    assert written(stack) == []

    # Marked as successful by hand, without a decision: nothing leaves.
    marked = officer.waiting("2024-02")
    path = f"/dags/payments/dagRuns/{marked}/taskInstances/approve"
    assert Person(stack, "admin").call("PATCH", path, json={"new_state": "success"}).status_code == 200
    states = officer.until(marked, lambda states: states["write"] in OVER)
    assert states["write"] == "failed"
    assert written(stack) == []

    # Approved by another person: all of it leaves, once.
    run = officer.waiting("2024-02")
    states = approver.decide(run, "Approve")
    assert states["write"] == "success", states
    assert ask(stack, "select count(*), sum(amount) from payments.instruction") == [(7, 7 * 440_000)]
    assert written(stack) == [
        "instructions/2024-02/4/970436/DS202402-4-970436-001.xml",
        "instructions/2024-02/4/970436/manifest.json",
    ]
    assert ask(stack, "select started_by, decided_by, state from payments.run where number = 4") == [
        ("officer", "approver", "approved")
    ]
    query = "select action, detail->>'by' from audit.event where action ~ '^pay_run_[^p]' order by event_id"
    assert ask(stack, query) == [
        ("pay_run_refused", "officer"),
        ("pay_run_refused", "approver"),
        ("pay_run_superseded", "2024-02/4"),
        ("pay_run_approved", "approver"),
        ("pay_run_written", None),
    ]

    # The people who may approve were told, and told what stopped.
    told = subjects(stack)
    assert len({subject for subject in told if "chờ duyệt" in subject}) == 4
    assert any("kỳ 2024-02 dừng" in subject for subject in told)
    for path in Path(stack.folder).glob("airflow/logs/**/*.log"):
        assert "Nguyễn Thị An" not in path.read_text(errors="replace")
