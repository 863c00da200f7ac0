"""What the desk needs of Airflow: who is asking and what they may, when tasks ran, and a place among its pages.

Plugins are loaded by every Airflow process, so the application itself is made at the first request, in the API server.
"""

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from doisoat.desk.timing import NightRuns
    from doisoat.desk.visitor import Visitor

PATH = "/desk"
URL_SETTING = "DOISOAT_DESK_URL"
ACTING_DAG = "reconcile"  # a decision changes what its next run publishes, so who may run it may decide


class LazyDesk:
    """The desk as an ASGI application that costs nothing until somebody asks for a page."""

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if self._app is None:
            self._app = make_desk()
        await self._app(scope, receive, send)


def ui_path() -> str:
    """The path under which Airflow's UI is served, without a slash at its end; empty at the root of a host."""
    from urllib.parse import urlsplit

    return urlsplit(_base_url()).path.rstrip("/")


def make_desk() -> "ASGIApp":
    """The desk for this API server. SettingsError if it does not know its login in the warehouse, or the storage."""
    from urllib.parse import urlsplit

    from airflow.configuration import conf

    from doisoat.desk.app import Desk, create_app
    from doisoat.desk.references import References
    from doisoat.desk.session import Sessions
    from doisoat.desk.warehouse import DeskWarehouse
    from doisoat.storage.objects import open_store

    url, lake, landing = (_required(name) for name in (URL_SETTING, "DOISOAT_LAKE", "DOISOAT_LANDING"))
    secret = conf.get_mandatory_value("api", "secret_key").encode()
    base = urlsplit(_base_url())
    return create_app(
        Desk(
            authenticate=authenticate,
            warehouse=DeskWarehouse(url),
            lake=open_store(lake),
            landing=open_store(landing),
            sessions=Sessions(secret),
            references=References(secret),
            read_runs=read_runs,
            origin=f"{base.scheme}://{base.netloc}",
            sign_in=f"{ui_path()}/api/v2/auth/login?next={ui_path()}{PATH}/",
        )
    )


async def authenticate(request: "Request") -> "Visitor":
    """The user whom Airflow knows by the request's cookie or bearer token; Refused if there is none."""
    from airflow.api_fastapi.core_api.security import bearer_scheme, get_user
    from fastapi import HTTPException
    from starlette.concurrency import run_in_threadpool

    from doisoat.desk.visitor import Refused

    try:
        user = await get_user(request, None, await bearer_scheme(request))
    except HTTPException:
        raise Refused(401, "refused.login") from None
    return await run_in_threadpool(_visitor, user)


def _visitor(user: Any) -> "Visitor":
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.models.resource_details import AccessView, DagAccessEntity, DagDetails

    from doisoat.desk.visitor import Refused, Visitor

    manager = get_auth_manager()
    if not manager.is_authorized_view(access_view=AccessView.WEBSITE, user=user):
        raise Refused(403, "refused.room")
    may_act = manager.is_authorized_dag(
        method="POST", access_entity=DagAccessEntity.RUN, details=DagDetails(id=ACTING_DAG), user=user
    )
    return Visitor(user.get_name(), may_act)


def read_runs(nights: int) -> Sequence["NightRuns"]:
    """The newest runs of each of the newest business dates, the newest date first."""
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import select

    keys = (
        select(DagRun.partition_key)
        .where(DagRun.partition_key.is_not(None))
        .distinct()
        .order_by(DagRun.partition_key.desc())
        .limit(nights)
    )
    newest = (
        select(DagRun.dag_id, DagRun.run_id, DagRun.partition_key)
        .where(DagRun.partition_key.in_(keys))
        .distinct(DagRun.partition_key, DagRun.dag_id)
        .order_by(DagRun.partition_key, DagRun.dag_id, DagRun.id.desc())
        .subquery()
    )
    tasks = (
        select(
            newest.c.partition_key,
            TaskInstance.dag_id,
            TaskInstance.task_id,
            TaskInstance.state,
            TaskInstance.start_date,
            TaskInstance.end_date,
        )
        .join(newest, (newest.c.dag_id == TaskInstance.dag_id) & (newest.c.run_id == TaskInstance.run_id))
        .order_by(newest.c.partition_key.desc(), TaskInstance.start_date.asc().nulls_last())
    )
    with create_session() as session:
        found = session.execute(tasks).all()
    return [_night(key, rows) for key, rows in groupby(found, key=lambda row: row[0]) if _is_date(key)]


def _night(key: str, rows: Iterable[Any]) -> "NightRuns":
    from doisoat.desk.timing import NightRuns, Task

    tasks: list[Task] = []
    ends = []
    for _, dag, task, state, started, ended in rows:
        tasks.append(Task(dag, task, state, started, (ended - started).total_seconds() if started and ended else None))
        ends.append(ended)
    states = {task.state for task in tasks}
    failed, done = states & {"failed", "upstream_failed"}, states <= {"success", "skipped"}
    starts = [task.started for task in tasks if task.started]
    return NightRuns(
        dt.date.fromisoformat(key),
        "failed" if failed else "success" if done else "running",
        min(starts, default=None),
        max(ends) if done else None,
        tuple(tasks),
    )


def _is_date(key: str) -> bool:
    try:
        dt.date.fromisoformat(key)
    except ValueError:
        return False
    return True


def _required(name: str) -> str:
    from doisoat.errors import SettingsError

    value = os.environ.get(name)
    if not value:
        raise SettingsError(f"{name} is not set: see docs/operating.md, 'The desk'")
    return value


def _base_url() -> str:
    from airflow.configuration import conf

    return str(conf.get("api", "base_url", fallback=""))
