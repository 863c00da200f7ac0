"""Airflow's REST API, as far as a night needs it. Errors end as DoisoatError, one line."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy.engine import make_url

from doisoat.embedded.state import Installation
from doisoat.errors import DoisoatError

Json = dict[str, Any]


class AirflowApi:
    """A logged-in client of one installation's API server."""

    def __init__(self, installation: Installation) -> None:
        self._client = httpx.Client(base_url=installation.ui_url, timeout=30, trust_env=False)
        self._password = installation.secrets.ui_admin

    def healthy(self) -> set[str]:
        """The components that report themselves healthy; empty while the server does not answer."""
        try:
            answer = self._client.get("/api/v2/monitor/health", timeout=5)
            parts: Json = answer.json() if answer.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError):
            return set()
        return {name for name, part in parts.items() if part and part.get("status") == "healthy"}

    def dag_ids(self) -> set[str]:
        return {dag["dag_id"] for dag in self._get("/dags", limit=100)["dags"] if not dag["is_paused"]}

    def import_errors(self) -> list[str]:
        return [error["filename"] for error in self._get("/importErrors")["import_errors"]]

    def set_connection(self, name: str, url: str) -> None:
        """Create or replace a connection from an SQLAlchemy URL; it is kept encrypted in Airflow's database."""
        parts = make_url(url)
        body = {
            "connection_id": name,
            "conn_type": "postgres",
            "host": parts.host,
            "port": parts.port,
            "login": parts.username,
            "password": parts.password,
            "schema": parts.database,
            "extra": json.dumps(dict(parts.query)),
        }
        answer = self._request("PATCH", f"/connections/{name}", accept={404}, json=body)
        if answer.status_code == httpx.codes.NOT_FOUND:
            self._request("POST", "/connections", json=body)

    def trigger(self, dag_id: str, key: str, conf: Json) -> str:
        """Start a run for a partition key; its run id."""
        body = {"logical_date": None, "partition_key": key, "conf": conf}
        return str(self._request("POST", f"/dags/{dag_id}/dagRuns", json=body).json()["dag_run_id"])

    def announce(self, asset: str, key: str) -> None:
        """Say that an asset is there for a partition key, as the task that makes it would."""
        found = self._get("/assets", name_pattern=asset)["assets"]
        identifier = next(one["id"] for one in found if one["name"] == asset)
        self._request("POST", "/assets/events", json={"asset_id": identifier, "partition_key": key})

    def run(self, dag_id: str, run_id: str) -> Json:
        return self._get(f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}")

    def runs(self, dag_id: str, key: str, *, since: dt.datetime) -> list[Json]:
        """The runs of a partition key that were queued since a time, oldest first."""
        query = {"order_by": "-run_after", "limit": 50, "run_after_gte": since.isoformat()}
        runs = self._get(f"/dags/{dag_id}/dagRuns", **query)["dag_runs"]
        return [run for run in reversed(runs) if run["partition_key"] == key]

    def all_runs(self, dag_id: str) -> list[Json]:
        """The newest hundred runs of a DAG."""
        return list(self._get(f"/dags/{dag_id}/dagRuns", order_by="-run_after", limit=100)["dag_runs"])

    def tasks(self, dag_id: str, run_id: str) -> list[Json]:
        return list(self._get(f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances")["task_instances"])

    def xcoms(self, dag_id: str, run_id: str, task_id: str) -> list[Json]:
        """Every value that a task of a run has returned or pushed."""
        path = f"/dags/{dag_id}/dagRuns/{quote(run_id, safe='')}/taskInstances/{task_id}/xcomEntries"
        entries = self._get(path)["xcom_entries"]
        return [self._get(f"{path}/{entry['key']}", map_index=entry["map_index"]) for entry in entries]

    def _get(self, path: str, **query: Any) -> Json:
        return dict(self._request("GET", path, params=query).json())

    def _request(self, method: str, path: str, *, accept: Iterable[int] = (), **options: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, f"/api/v2{path}", **options)
            if answer.status_code == httpx.codes.UNAUTHORIZED:
                self._log_in()
                answer = self._client.request(method, f"/api/v2{path}", **options)
        except httpx.HTTPError as error:
            raise DoisoatError(f"Airflow's API server does not answer ({type(error).__name__})") from None
        if answer.is_error and answer.status_code not in accept:
            raise DoisoatError(f"Airflow refused {method} {path.partition('?')[0]} with status {answer.status_code}")
        return answer

    def _log_in(self) -> None:
        answer = self._client.post("/auth/token", json={"username": "admin", "password": self._password})
        self._client.headers["Authorization"] = f"Bearer {answer.json().get('access_token', '')}"
