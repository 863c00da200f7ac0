"""The servers up and down. `up` returns when a night could start; `down` when nothing of the installation runs."""

import subprocess
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from doisoat import paths
from doisoat.embedded import state
from doisoat.embedded.airflow_api import AirflowApi
from doisoat.embedded.environment import airflow_environment
from doisoat.embedded.leftovers import leftovers, sweep
from doisoat.embedded.postgres import ensure_database, wait_until_ready
from doisoat.embedded.programs import airflow_command, cluster, dag_files
from doisoat.embedded.progress import doing
from doisoat.embedded.state import Installation
from doisoat.embedded.supervision import AIRFLOW, Supervisor
from doisoat.errors import DoisoatError

COMPONENTS = {"metadatabase", "scheduler", "dag_processor", "triggerer"}
READY_SECONDS = 180
WAREHOUSE_CONNECTION = "warehouse"


def find(folder: Path) -> Installation | None:
    """The installation in a folder if its supervisor is up."""
    installation = state.load(folder)
    return installation if installation and Supervisor(installation).is_up() else None


def is_up(folder: Path) -> bool:
    """Whether all of Airflow has been started in a folder."""
    installation = find(folder)
    return installation is not None and all(Supervisor(installation).state(p) == "RUNNING" for p in AIRFLOW)


def up(folder: Path) -> Installation:
    """Start everything that is not up; returns when the DAGs are known and the scheduler is healthy."""
    installation = up_database(folder)
    with state.exclusive(folder):
        supervisor = Supervisor(installation)
        supervisor.start("smtp")
        installation = prepare(installation)
        for program in AIRFLOW:
            supervisor.start(program)
    _wait_for_airflow(installation)
    return installation


def up_database(folder: Path) -> Installation:
    """Start the supervisor and PostgreSQL alone."""
    with state.exclusive(folder):
        installation = find(folder)
        if installation is None:
            installation = _boot(folder)
        supervisor = Supervisor(installation)
        if supervisor.state("postgres") != "RUNNING":
            _start_postgres(installation, supervisor)
    return installation


def down(folder: Path) -> bool:
    """Stop everything of the installation and wait; whether there was anything to stop."""
    installation = state.load(folder)
    if installation is None:
        return False
    with state.exclusive(folder):
        supervisor = Supervisor(installation)
        was_up = supervisor.is_up()
        if was_up:
            with doing("stopping"):
                supervisor.shut_down()
        left = bool(leftovers(installation))
        sweep(installation)
    return was_up or left


def _boot(folder: Path) -> Installation:
    installation = state.load_or_create(folder)
    sweep(installation)
    installation = state.with_free_ports(installation)
    (folder / "airflow" / "empty.cfg").touch()
    Supervisor(installation).boot()
    return installation


def _start_postgres(installation: Installation, supervisor: Supervisor) -> None:
    with doing("starting PostgreSQL"):
        server = cluster(installation)
        supervisor.start("postgres")
        try:
            wait_until_ready(server.url())
        except DoisoatError as error:
            raise DoisoatError(f"{error}: see {supervisor.log('postgres')}") from None
        for name in ("airflow", "warehouse"):
            password = getattr(installation.secrets, f"postgres_{name}")
            ensure_database(server.url(), name=name, password=password)


def prepare(installation: Installation) -> Installation:
    """Bring both databases to the installed versions; done once per version."""
    wanted = f"airflow {version('apache-airflow')}"
    with doing("preparing the databases"), ThreadPoolExecutor() as pool:
        warehouse = pool.submit(_migrate_warehouse, installation)
        if installation.migrated != wanted:
            _migrate_airflow(installation)
        warehouse.result()
    migrated = replace(installation, migrated=wanted)
    migrated.save()
    return migrated


def _migrate_warehouse(installation: Installation) -> None:
    from doisoat.desk.login import ensure_desk_login, let_in_everywhere
    from doisoat.publish.migrate import migrate

    url = installation.sqlalchemy_url("warehouse")
    migrate(url)
    ensure_desk_login(url, "desk", installation.secrets.postgres_desk)
    let_in_everywhere(url, "admin")


def _migrate_airflow(installation: Installation) -> None:
    log = installation.log_folder / "migrate.log"
    with log.open("ab") as output:
        done = subprocess.run(
            airflow_command("db", "migrate"),
            env=airflow_environment(installation),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    if done.returncode != 0:
        raise DoisoatError(f"Airflow could not prepare its database: see {log}")


def _wait_for_airflow(installation: Installation) -> None:
    api = AirflowApi(installation)
    with doing("waiting for Airflow's scheduler"):
        _wait(installation, lambda: api.healthy() >= COMPONENTS, "Airflow did not become healthy")
    with doing("waiting for the DAGs"):
        _wait(installation, lambda: _dags_known(api), "Airflow did not read the DAGs")
    api.set_connection(WAREHOUSE_CONNECTION, installation.sqlalchemy_url("warehouse"))


def _dags_known(api: AirflowApi) -> bool:
    if broken := api.import_errors():
        raise DoisoatError(f"the DAG file {broken[0]} cannot be imported: run make check")
    return api.dag_ids() >= set(dag_files(paths.HOME))


def _wait(installation: Installation, condition: Callable[[], bool], failure: str) -> None:
    supervisor = Supervisor(installation)
    limit = time.monotonic() + READY_SECONDS
    while not condition():
        for program in AIRFLOW:
            if supervisor.state(program) == "FATAL":
                raise DoisoatError(f"Airflow's {program} ends as soon as it starts: see {supervisor.log(program)}")
        if time.monotonic() > limit:
            raise DoisoatError(f"{failure} in {READY_SECONDS} s: see {installation.log_folder}")
        time.sleep(0.5)


def require_running(installation: Installation) -> None:
    """DoisoatError that names the log if a program of the installation has stopped for good."""
    supervisor = Supervisor(installation)
    if not supervisor.is_up():
        raise DoisoatError(f"the servers were stopped meanwhile: see {installation.log_folder}/supervisord.log")
    for program in ("postgres", *AIRFLOW):
        if supervisor.state(program) in {"FATAL", "STOPPED", "EXITED"}:
            raise DoisoatError(f"{program} has stopped: see {supervisor.log(program)}")
