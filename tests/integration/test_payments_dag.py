"""A pay run through the real scheduler: started by one person, approved by another, or by nobody."""

import base64
import datetime as dt
import email
import email.policy
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from doisoat.embedded import state
from doisoat.embedded.state import Installation
from doisoat.intake.sign import new_key
from doisoat.intake.signatures import signed_bytes
from doisoat.paths import CONFIG
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
PAYER = "190000000001"  # the account of the installation's own payments.yaml
SETTLED = 4  # seconds after which the scheduler has noted that a task waits for a person
OVER = {"success", "failed", "skipped", "upstream_failed"}
SKIPPED = ("skipped", "skipped")  # approve and write, where the scheduler runs the task again after a refusal


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

    def start(self, period: str, dag: str = "payments") -> httpx.Response:
        return self.call("POST", f"/dags/{dag}/dagRuns", json={"logical_date": None, "partition_key": period})

    def answer(self, run_id: str, option: str) -> httpx.Response:
        path = f"/dags/payments/dagRuns/{run_id}/taskInstances/approve/-1/hitlDetails"
        return self.call("PATCH", path, json={"chosen_options": [option], "params_input": {}})

    def states(self, run_id: str, dag: str = "payments") -> dict[str, str]:
        found = self.call("GET", f"/dags/{dag}/dagRuns/{run_id}/taskInstances").json()["task_instances"]
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


@dataclass
class Stack:
    """An installation, and the public half of the key that signs what leaves it."""

    installation: Installation
    public_key: str

    @property
    def people(self) -> tuple[Person, Person, Person, Person]:
        officer, approver, viewer, admin = (
            Person(self.installation, name) for name in ("officer", "approver", "viewer", "admin")
        )
        return officer, approver, viewer, admin

    def ask(self, query: str, database: str = "warehouse") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.installation.database_url(database)) as connection:
            return connection.execute(query).fetchall()

    def subjects(self) -> list[str]:
        files = sorted((self.installation.folder / "outbox").glob("*.eml"))
        mails = [email.message_from_bytes(file.read_bytes(), policy=email.policy.default) for file in files]
        return [str(mail["Subject"]).strip() for mail in mails]

    def written(self) -> list[str]:
        """The instructions that left."""
        folder = self.installation.folder / "outgoing"
        files = (folder / "instructions").rglob("*")
        return [str(path.relative_to(folder)) for path in sorted(files) if path.is_file()]

    def read(self, name: str) -> bytes:
        return (self.installation.folder / "outgoing" / name).read_bytes()

    def manifest(self, name: str) -> dict[str, Any]:
        """A manifest that left, once its signature holds."""
        said: dict[str, Any] = json.loads(self.read(name))
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.public_key))
        key.verify(base64.b64decode(said["signature"]["value"]), signed_bytes(said))
        return said


@pytest.fixture(scope="module")
def stack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pay run")
    public_key = new_key(folder / "city-2024.pem")
    terms = folder / "payments.yaml"
    terms.write_text((CONFIG / "payments.yaml").read_text("utf-8").replace("3713000000001", PAYER), "utf-8")
    own = {"DOISOAT_PAYMENTS": str(terms), "DOISOAT_SIGNING_KEY": str(folder / "city-2024.pem")}
    environ = {**os.environ, **own, "DOISOAT_STATE": str(folder)}
    command = [sys.executable, "-m", "doisoat.embedded"]
    try:
        up = subprocess.run([*command, "up"], env=environ, capture_output=True, text=True, check=False)
        assert up.returncode == 0, up.stderr
        installation = state.load(folder)
        assert installation is not None
        migrate(installation.sqlalchemy_url("warehouse"))
        show(installation.sqlalchemy_url("warehouse"), dt.date(2024, 1, 20), night(dt.date(2024, 1, 20), *ENTRIES))
        yield Stack(installation, public_key)
    finally:
        subprocess.run([*command, "down"], env=environ, capture_output=True, check=False)


def test_a_pay_run_needs_two_people(stack):
    officer, approver, viewer, admin = stack.people
    assert viewer.start("2024-02").status_code == 403
    asking = admin.start("2024-02", dag="ask_banks").json()["dag_run_id"]

    # Whoever started it approves it: nothing leaves, and it is written down.
    own = officer.waiting("2024-02")
    assert viewer.answer(own, "Approve").status_code == 403
    states = officer.decide(own, "Approve")
    assert (states["approve"], states["write"]) in {("failed", "upstream_failed"), SKIPPED}
    assert stack.ask("select count(*) from payments.instruction") == [(0,)]
    assert stack.written() == []

    # Refused: nothing leaves.
    refused = officer.waiting("2024-02")
    states = approver.decide(refused, "Reject")
    assert states["approve"] in {"success", "skipped"}
    assert states["write"] == "skipped"
    assert stack.written() == []

    # Marked as successful by hand, without a decision: nothing leaves.
    marked = officer.waiting("2024-02")
    path = f"/dags/payments/dagRuns/{marked}/taskInstances/approve"
    assert admin.call("PATCH", path, json={"new_state": "success"}).status_code == 200
    states = officer.until(marked, lambda states: states["write"] in OVER)
    assert states["write"] == "failed"
    assert stack.written() == []

    # Approved by another person: all of it leaves, once.
    run = officer.waiting("2024-02")
    states = approver.decide(run, "Approve")
    assert states["write"] == "success", states
    assert stack.ask("select count(*), sum(amount) from payments.instruction") == [(7, 7 * 440_000)]
    assert stack.written() == [
        "instructions/2024-02/4/970436/DS202402-4-970436-001.xml",
        "instructions/2024-02/4/970436/manifest.json",
    ]
    assert stack.manifest("instructions/2024-02/4/970436/manifest.json")["files"][0]["totals"] == {
        "amount": 7 * 440_000
    }
    assert PAYER.encode() in stack.read("instructions/2024-02/4/970436/DS202402-4-970436-001.xml")
    assert stack.ask("select started_by, decided_by, state from payments.run where number = 4") == [
        ("officer", "approver", "approved")
    ]
    query = "select action, detail->>'by' from audit.event where action ~ '^pay_run_[^p]' order by event_id"
    assert stack.ask(query) == [
        ("pay_run_refused", "officer"),
        ("pay_run_refused", "approver"),
        ("pay_run_superseded", "2024-02/4"),
        ("pay_run_approved", "approver"),
        ("pay_run_written", None),
    ]

    # The task that took the answer is run again, as when its process died: it asks no more, and nothing is paid again.
    task = {"dag_run_id": run, "task_ids": ["approve"], "include_downstream": True, "only_failed": False}
    assert admin.call("POST", "/dags/payments/clearTaskInstances", json=task | {"dry_run": False}).status_code == 200
    before = stack.written()
    states = officer.until(run, lambda states: states["write"] in OVER)
    assert (states["approve"], states["write"]) == ("success", "success")
    assert stack.written() == before
    assert stack.ask("select count(*) from payments.instruction") == [(7,)]
    assert stack.ask("select count(*) from audit.event where action = 'pay_run_approved'") == [(1,)]

    # Banks were asked, with a signed list.
    assert admin.states(asking, "ask_banks") == {"ask_banks": "success"}
    place = "requests/2024-02/2024-01-20/970436/"
    assert stack.manifest(place + "manifest.json")["files"][0]["rows"] == 7
    assert stack.read(place + "request.csv").count(b"\n") == 8
    assert stack.ask("select bank_bin, entries, days from payments.unanswered") == [("970436", 7, 0)]

    # The people who may approve were told, and told what stopped.
    told = stack.subjects()
    assert len({subject for subject in told if "chờ duyệt" in subject}) == 4
    assert any("kỳ 2024-02 dừng" in subject for subject in told)
    for path in stack.installation.folder.glob("airflow/logs/**/*.log"):
        assert "Nguyễn Thị An" not in path.read_text(errors="replace")


def test_a_pay_run_that_nobody_decides_on_expires_and_whoever_waits_is_told(stack):
    officer, *_ = stack.people
    before, run_id = stack.written(), officer.waiting("2024-01")
    time.sleep(SETTLED)
    with psycopg.connect(stack.installation.database_url("airflow")) as connection:
        late = "update task_instance set trigger_timeout = now() - interval '1 second' where state = 'awaiting_input'"
        assert connection.execute(late).rowcount == 1
    states = officer.until(run_id, lambda states: states["write"] in OVER)
    assert (states["approve"], states["write"]) == ("failed", "upstream_failed")
    assert stack.ask("select state, decided_by from payments.run where period = '2024-01'") == [("expired", None)]
    assert stack.written() == before
    waiting = [subject for subject in stack.subjects() if "Đợt chi 2024-01/1 chờ duyệt" in subject]
    end = time.monotonic() + 60  # the mails leave after the task has failed
    while stack.subjects().count("[doisoat] Đợt chi kỳ 2024-01 hết hạn duyệt") < len(waiting):
        assert time.monotonic() < end, stack.subjects()
        time.sleep(0.5)
    assert waiting
