"""The embedded stack never imports Celery, so this does: executor, app and broker's client of production."""

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from packaging.version import Version

import compose

SECRETS = dict.fromkeys(compose.required(), "abcdef0123456789")


def _run_with_production_settings(program: str, home: Path) -> str:
    settings = compose.load(SECRETS)["services"]["worker"]["environment"] | {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "AIRFLOW_HOME": str(home),
    }
    done = subprocess.run([sys.executable, "-c", program], env=settings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_celery_that_breaks_airflows_provider_is_not_installed() -> None:
    assert Version(version("celery")) < Version("5.7")


def test_the_executor_and_its_app_load_with_the_settings_of_production(tmp_path: Path) -> None:
    loads = """
from airflow.executors.executor_loader import ExecutorLoader
from airflow.providers.celery.executors.celery_executor import CeleryExecutor, app
print(ExecutorLoader.executors["CeleryExecutor"] == f"{CeleryExecutor.__module__}.{CeleryExecutor.__name__}")
print(app.connection().transport.driver_name, app.conf.result_backend.split(":")[0], app.conf.worker_concurrency)
print(sorted(name for name in app.tasks if "execute" in name))
"""
    executor, app, tasks = _run_with_production_settings(loads, tmp_path).splitlines()[-3:]
    assert executor == "True"
    assert app == "redis db+postgresql+psycopg 4"
    assert "execute_workload" in tasks


def test_users_are_managed_by_fab(tmp_path: Path) -> None:
    loads = "from airflow.api_fastapi.app import get_auth_manager_cls; print(get_auth_manager_cls().__name__)"
    assert _run_with_production_settings(loads, tmp_path).splitlines()[-1] == "FabAuthManager"
