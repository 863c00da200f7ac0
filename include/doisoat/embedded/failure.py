"""Why a run failed, in one line: the task, its reason, and its log."""

import json
from pathlib import Path

from doisoat.embedded.airflow_api import AirflowApi
from doisoat.embedded.state import Installation


def describe_failure(api: AirflowApi, installation: Installation, dag: str, run_id: str) -> str:
    """`<dag>.<task>: <reason> (log: <path>)` of the first task that failed."""
    failed = [task["task_id"] for task in api.tasks(dag, run_id) if task["state"] == "failed"]
    if not failed:
        return f"{dag} failed before its first task: see {installation.ui_url}/dags/{dag}"
    folder = installation.folder / "airflow" / "logs" / f"dag_id={dag}" / f"run_id={run_id}" / f"task_id={failed[0]}"
    attempts = sorted(folder.glob("attempt=*.log"), key=lambda path: path.stat().st_mtime)
    if not attempts:
        return f"{dag}.{failed[0]} failed without a log: see {installation.ui_url}/dags/{dag}"
    return f"{dag}.{failed[0]}: {reason(attempts[-1])} (log: {attempts[-1]})"


def reason(log: Path) -> str:
    """The first error line that the task wrote itself, before any callback's; Airflow's own only if there is none."""
    lines = [entry for entry in map(_entry, log.read_text(errors="replace").splitlines()) if entry]
    errors = [e for e in lines if e.get("level") == "error"]
    own = [e for e in errors if str(e.get("logger", "")).startswith("doisoat")]
    chosen = own or errors
    return str(chosen[0].get("event", "")) if chosen else "no reason was logged"


def _entry(line: str) -> dict[str, object]:
    try:
        content = json.loads(line)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
