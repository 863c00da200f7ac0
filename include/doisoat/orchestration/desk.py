"""What the desk needs of Airflow: who is asking and what they may, and a place among its pages.

Plugins are loaded by every Airflow process, so the application itself is made at the first request, in the API server.
"""

import logging
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fastapi import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

    from doisoat.desk.visitor import Visitor

log = logging.getLogger(__name__)
PATH = "/desk"
URL_SETTING = "DOISOAT_DESK_URL"
ACTING_DAG = "reconcile"  # a decision changes what its next run publishes, so who may run it may decide


class LazyDesk:
    """The desk as an ASGI application that costs nothing until somebody asks for a page.

    Without its settings it says which is missing, and looks again at the next request.
    """

    def __init__(self) -> None:
        self._app: ASGIApp | None = None

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        from starlette.responses import PlainTextResponse

        from doisoat.errors import SettingsError

        app: ASGIApp
        try:
            app = self._app = self._app or make_desk()
        except SettingsError as error:
            log.error("the desk cannot be opened: %s", error)
            app = PlainTextResponse(f"doisoat: {error}", 503)
        await app(scope, receive, send)


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
    from doisoat.orchestration.runs import landing_of, read_runs
    from doisoat.storage.objects import open_store

    url, lake, landing = (_required(name) for name in (URL_SETTING, "DOISOAT_LAKE", "DOISOAT_LANDING"))
    secret = conf.get_mandatory_value("api", "secret_key").encode()
    base = urlsplit(_base_url())
    return create_app(
        Desk(
            authenticate=authenticate,
            warehouse=DeskWarehouse(url),
            lake=open_store(lake),
            open_landing=lambda feed, date: open_store(landing_of(feed, date) or landing),
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


def _required(name: str) -> str:
    from doisoat.errors import SettingsError

    value = os.environ.get(name)
    if not value:
        raise SettingsError(f"{name} is not set: see docs/operating.md, 'The desk'")
    return value


def _base_url() -> str:
    from airflow.configuration import conf

    return str(conf.get("api", "base_url", fallback=""))
