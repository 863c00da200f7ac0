"""The environment of the processes: all of Airflow's settings, so that no airflow.cfg holds any."""

import os
from collections.abc import Mapping

from doisoat import paths
from doisoat.embedded.postgres import HOST
from doisoat.embedded.state import USERS, Installation

MARK = "DOISOAT_INSTALLATION"
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER", "LOGNAME", "VIRTUAL_ENV", "SYSTEMROOT")
PASSED_ON_PREFIXES = ("AWS_", "DOISOAT_", "COVERAGE_")


def process_environment(installation: Installation, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What every process of the installation gets; foreign AIRFLOW__ settings stay out."""
    kept = {k: v for k, v in environ.items() if k in PASSED_ON or k.startswith(PASSED_ON_PREFIXES)}
    return kept | {MARK: installation.identifier, "DOISOAT_STATE": str(installation.folder), "PYTHONUNBUFFERED": "1"}


def airflow_environment(installation: Installation, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Airflow's settings and the pipeline's, for every Airflow process and, through them, every task."""
    home = installation.folder / "airflow"
    settings = {f"AIRFLOW__{k}": v for k, v in _settings(installation).items()}
    return {
        **process_environment(installation, environ),
        **settings,
        **_pipeline(installation, environ),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW_CONFIG": str(home / "empty.cfg"),
        "AIRFLOW_CONN_SMTP_DEFAULT": _smtp_connection(installation),
        "SCARF_ANALYTICS": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }


def _settings(installation: Installation) -> dict[str, str]:
    secrets = installation.secrets
    database = installation.sqlalchemy_url("airflow")
    return {
        "CORE__DAGS_FOLDER": str(paths.HOME / "dags"),
        "CORE__PLUGINS_FOLDER": str(paths.HOME / "plugins"),
        "CORE__LOAD_EXAMPLES": "False",
        "CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "CORE__EXECUTOR": "LocalExecutor",
        "CORE__PARALLELISM": "4",
        "CORE__FERNET_KEY": secrets.fernet_key,
        "CORE__AUTH_MANAGER": "airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager",
        "CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
        "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": str(installation.password_file),
        "CORE__EXECUTION_API_SERVER_URL": f"{installation.ui_url}/execution/",
        "DATABASE__SQL_ALCHEMY_CONN": database,
        "DATABASE__SQL_ALCHEMY_CONN_ASYNC": database,
        "API__HOST": HOST,
        "API__PORT": str(installation.ports["ui"]),
        "API__BASE_URL": installation.ui_url,
        "API__WORKERS": "1",
        "API__SECRET_KEY": secrets.api_secret_key,
        "API_AUTH__JWT_SECRET": secrets.jwt_secret,
        "LOGGING__BASE_LOG_FOLDER": str(installation.folder / "airflow" / "logs"),
        "DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "60",
        "USAGE_DATA_COLLECTION__ENABLED": "False",
    }


def _pipeline(installation: Installation, environ: Mapping[str, str]) -> dict[str, str]:
    return {
        "DOISOAT_OUTGOING": environ.get("DOISOAT_OUTGOING") or str(installation.folder / "outgoing"),
        "DOISOAT_LANDING": environ.get("DOISOAT_LANDING") or str(installation.folder / "landing"),
        "DOISOAT_LAKE": environ.get("DOISOAT_LAKE") or str(installation.folder / "lake"),
        "DOISOAT_BASE_URL": environ.get("DOISOAT_BASE_URL") or installation.ui_url,
        "DOISOAT_SCRATCH": environ.get("DOISOAT_SCRATCH") or str(installation.folder / "scratch"),
    }


def _smtp_connection(installation: Installation) -> str:
    options = "disable_ssl=true&disable_tls=true&from_email=doisoat%40localhost"
    return f"smtp://{HOST}:{installation.ports['smtp']}/?{options}"
