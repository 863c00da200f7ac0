"""Airflow's API server on the real PostgreSQL, without scheduler, with users of several roles, for tests of pages."""

import json
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from doisoat.access import grants
from doisoat.access.areas import CITY, OF_OLD, Area
from doisoat.embedded import stack
from doisoat.embedded.environment import airflow_environment
from doisoat.embedded.programs import airflow_command
from doisoat.embedded.state import Installation
from doisoat.settings import Settings

WHOLE_CITY = Area(CITY, None, OF_OLD)


@dataclass(frozen=True)
class User:
    """`airflow`: viewer, user, op or admin; `role` and `area` in the warehouse, None for none."""

    airflow: str
    role: str | None = None
    area: Area | None = None


@dataclass(frozen=True)
class AirflowUi:
    url: str
    warehouse_url: str
    airflow_url: str  # of Airflow's own database
    settings: Settings
    passwords: Mapping[str, str]
    log: Path

    def let_in(self, name: str, user: User) -> None:
        if user.role is not None:
            grants.make_login(self.warehouse_url, name, secrets.token_urlsafe(16))
            grants.grant(self.warehouse_url, name, role=user.role, area=user.area)


@contextmanager
def airflow_ui(folder: Path, users: Mapping[str, User], *, landing: Path) -> Generator[AirflowUi]:
    """Up until the end; the warehouse is migrated and holds nothing."""
    installation = stack.prepare(stack.up_database(folder))
    passwords = {name: secrets.token_urlsafe(16) for name in users}
    installation.password_file.write_text(json.dumps(passwords))
    log = folder / "logs" / "api-server.log"
    try:
        with log.open("ab") as output:
            server = subprocess.Popen(
                airflow_command("api-server"),
                env=_environment(installation, users, landing),
                stdout=output,
                stderr=output,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        try:
            _wait(installation.ui_url, server, log)
            url = installation.sqlalchemy_url("warehouse")
            settings = Settings(
                landing=str(landing), lake=str(folder / "lake"), warehouse_url=url, scratch=str(folder / "scratch")
            )
            ui = AirflowUi(installation.ui_url, url, installation.sqlalchemy_url("airflow"), settings, passwords, log)
            for name, user in users.items():
                ui.let_in(name, user)
            yield ui
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(30)
    finally:
        stack.down(folder)


def _environment(installation: Installation, users: Mapping[str, User], landing: Path) -> dict[str, str]:
    names = ",".join(f"{name}:{user.airflow}" for name, user in users.items())
    return {
        **airflow_environment(installation),
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": names,
        "DOISOAT_DESK_URL": installation.desk_url,
        "DOISOAT_LANDING": str(landing),
    }


def _wait(url: str, server: "subprocess.Popen[bytes]", log: Path, seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            if httpx.get(f"{url}/api/v2/version", timeout=5).status_code == httpx.codes.OK:
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    raise AssertionError(f"the API server did not answer; its log ends with:\n{log.read_text()[-2000:]}")
