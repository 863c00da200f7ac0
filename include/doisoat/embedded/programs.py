"""What each supervised program really is: replaces this process by it, with the environment it needs."""

import asyncio
import os
import sys
from pathlib import Path

from doisoat.embedded.environment import airflow_environment, process_environment
from doisoat.embedded.postgres import Cluster, cluster_at
from doisoat.embedded.smtp_sink import serve
from doisoat.embedded.state import Installation

# Modules. The log servers would listen on every address; the API server reads the log files from the same disk.
AIRFLOW_ARGUMENTS = {
    "api-server": ["airflow", "api-server"],
    "scheduler": ["doisoat.orchestration.scheduler", "--skip-serve-logs"],
    "dag-processor": ["airflow", "dag-processor"],
    "triggerer": ["airflow", "triggerer", "--skip-serve-logs"],
}


def run(installation: Installation, program: str) -> None:
    """Become `program`; returns only when the mail sink ends."""
    if program == "smtp":
        asyncio.run(serve(installation.folder / "outbox", installation.ports["smtp"]))
    elif program == "postgres":
        os.chdir("/")
        command = cluster(installation).serve()
        os.execve(command[0], command, process_environment(installation))  # noqa: S606
    else:
        command = [sys.executable, "-m", *AIRFLOW_ARGUMENTS[program]]
        os.execve(command[0], command, _environment(installation, program))  # noqa: S606


def _environment(installation: Installation, program: str) -> dict[str, str]:
    """Only the API server serves the desk, so only it knows the desk's password."""
    desk = {"DOISOAT_DESK_URL": installation.desk_url} if program == "api-server" else {}
    return airflow_environment(installation) | desk


def cluster(installation: Installation) -> Cluster:
    """The installation's PostgreSQL cluster, created at the first call."""
    folder = installation.folder / "pgdata"
    return cluster_at(folder, port=installation.ports["postgres"], password=installation.secrets.postgres_admin)


def airflow_command(*args: str) -> list[str]:
    """Airflow's command line, by this interpreter, whatever PATH says."""
    return [sys.executable, "-m", "airflow", *args]


def dag_files(home: Path) -> list[str]:
    """The DAGs that the scheduler must know before a night can start; a DAG's file has its name."""
    return sorted(path.stem for path in (home / "dags").glob("[a-z]*.py"))
