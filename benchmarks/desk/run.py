"""Ten users clicking for a while, against Airflow's API server on a full warehouse; how long each page took."""

import json
import os
import random
import secrets
import shutil
import signal
import statistics
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

import httpx

from benchmarks.desk.clicks import Unanswered, User, rounds
from benchmarks.desk.fill import OF_A_DISTRICT, REVIEWERS, USERS, fill, let_in
from doisoat.embedded import stack
from doisoat.embedded.environment import airflow_environment
from doisoat.embedded.programs import airflow_command
from doisoat.embedded.state import Installation

SECONDS = 120
THINKING = 0.5  # seconds between two clicks of a user
MEDIAN, P95 = 0.3, 1.0  # seconds that no page should exceed
Took = list[tuple[str, float]]


def bench_desk(folder: Path, *, say: Callable[[str], None]) -> None:
    """Median and 95th percentile of each page, the slowest first; ! where one is too slow."""
    home = folder / "desk"
    shutil.rmtree(home, ignore_errors=True)
    try:
        with _api_server(home) as (url, passwords, warehouse):
            start = time.monotonic()
            fill(warehouse)
            let_in(warehouse)
            say(f"filled in {time.monotonic() - start:.0f} s")
            with ThreadPoolExecutor(len(USERS)) as pool:
                list(
                    pool.map(partial(_click, url, passwords, 5), USERS)
                )  # the first click of a page loads its template
                took = [one for each in pool.map(partial(_click, url, passwords, SECONDS), USERS) for one in each]
        say(f"{len(USERS)} users, {THINKING} s between clicks, {SECONDS} s: {len(took)} clicks, {os.cpu_count()} cores")
        _tell(took, say)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _tell(took: Took, say: Callable[[str], None]) -> None:
    pages: dict[str, list[float]] = defaultdict(list)
    for page, seconds in took:
        pages[page].append(seconds)
    say(f"{'page':40}{'clicks':>7}{'median, ms':>12}{'p95, ms':>9}")
    for page, times in sorted(pages.items(), key=lambda item: -statistics.median(item[1])):
        median, p95 = statistics.median(times), sorted(times)[int(0.95 * (len(times) - 1))]
        slow = "  !" if median > MEDIAN or p95 > P95 else ""
        say(f"{page:40}{len(times):7}{1000 * median:12.0f}{1000 * p95:9.0f}{slow}")


def _click(url: str, passwords: dict[str, str], seconds: float, name: str) -> Took:
    """What a user's clicks took, over so many seconds."""
    random_ = random.Random(name)  # noqa: S311 (no secret)
    with httpx.Client(base_url=url, follow_redirects=True, timeout=60) as http:
        answer = http.post("/auth/token", json={"username": name, "password": passwords[name]})
        http.cookies.set("_token", answer.json()["access_token"])
        user, end = User(name, http, THINKING), time.monotonic() + seconds
        for do in rounds(name):
            if time.monotonic() > end:
                return user.took
            with suppress(Unanswered):
                do(user, random_)
    return []


@contextmanager
def _api_server(home: Path) -> Generator[tuple[str, dict[str, str], str]]:
    """Airflow's API server with the ten users; its URL, their passwords, and the warehouse's URL."""
    installation = stack.prepare(stack.up_database(home))
    passwords = {name: secrets.token_urlsafe(16) for name in USERS}
    installation.password_file.write_text(json.dumps(passwords))
    try:
        with (home / "logs" / "api-server.log").open("ab") as log:
            command, environment = airflow_command("api-server"), _environment(installation)
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(installation.ui_url)
            yield installation.ui_url, passwords, installation.sqlalchemy_url("warehouse")
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
    finally:
        stack.down(home)


def _environment(installation: Installation) -> dict[str, str]:
    roles = {name: "user" if name in (*REVIEWERS, *OF_A_DISTRICT) else "viewer" for name in USERS}
    return {
        **airflow_environment(installation),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in roles.items()),
        "DOISOAT_DESK_URL": installation.desk_url,
    }


def _wait(url: str, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if httpx.get(f"{url}/api/v2/version", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    raise RuntimeError("the API server did not answer")
