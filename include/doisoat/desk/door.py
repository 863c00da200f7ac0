"""The one way in: every route depends on `enter`, and on `may(room)` where people's data or figures are shown.

A visitor without Airflow's login is sent to it; one without rights in the warehouse is refused; a form that is not ours
changes nothing.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from doisoat.desk.visitor import Guest, Refused, Room, Visitor

Authenticate = Callable[[Request], Awaitable[Visitor]]
TOKEN_FIELD = "token"  # noqa: S105 (the name of a field)
LARGEST_FORM = 64 * 1024
_READING = ("GET", "HEAD")


async def enter(request: Request) -> Guest:
    """Who is asking, with rights, session and form; Refused for whoever may not."""
    desk = request.app.state.desk
    visitor = await desk.authenticate(request)
    session = desk.sessions.read(request.cookies, visitor.login)
    if any("\0" in value for value in request.query_params.values()):
        raise Refused(400, "refused.form")
    form: dict[str, str] = {}
    if request.method not in _READING:
        _require_same_origin(request, desk.origin)
        form = await _form(request)
        if not desk.sessions.holds(session, form.pop(TOKEN_FIELD, "")):
            raise Refused(403, "refused.token")
    rights = await run_in_threadpool(desk.warehouse.rights, visitor.login)
    guest = Guest(visitor, rights, session, form)
    request.state.guest = guest
    return guest


def may(room: Room, *, act: bool = False) -> Callable[[Guest], Guest]:
    """A dependency that lets in only who may enter the room, and with `act` only who may change something there."""

    def check(guest: Annotated[Guest, Depends(enter)]) -> Guest:
        if not guest.may_enter(room):
            raise Refused(403, "refused.room")
        if act and not guest.visitor.may_act:
            raise Refused(403, "refused.act")
        return guest

    return check


def is_from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site led the visitor here."""
    return request.headers.get("sec-fetch-site") in {"cross-site", "same-site"}


def _require_same_origin(request: Request, ours: str) -> None:
    """A browser says where a form was sent from; without its word, or with another's, nothing is changed."""
    origin = request.headers.get("origin", "")
    if not origin or origin == "null":
        same = request.headers.get("sec-fetch-site") == "same-origin"
    else:
        same = origin == ours or urlsplit(origin).netloc == request.headers.get("host")
    if not same:
        raise Refused(403, "refused.origin")


async def _form(request: Request) -> dict[str, str]:
    if not request.headers.get("content-length", "").isdigit():
        raise Refused(411, "refused.form")
    if int(request.headers["content-length"]) > LARGEST_FORM:
        raise Refused(413, "refused.form")
    async with request.form(max_files=0, max_fields=50) as sent:
        form = {name: value.strip() for name, value in sent.items() if not isinstance(value, UploadFile)}
    if any("\0" in value for value in form.values()):  # which no database takes
        raise Refused(400, "refused.form")
    return form
