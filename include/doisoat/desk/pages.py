"""Pages from templates: the same frame for all; the visit's cookie goes with each."""

import hashlib
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from doisoat.desk import charts
from doisoat.desk.door import TOKEN_FIELD
from doisoat.desk.session import COOKIE, HOURS, LANGUAGES, Session
from doisoat.desk.visitor import Guest
from doisoat.desk.words import Words

FOLDER = Path(__file__).parent
STATIC = {path.name: path for path in sorted((FOLDER / "static").iterdir())}


def page(request: Request, template: str, /, *, status: int = 200, **values: object) -> Response:
    """Render a template for the guest of the request."""
    guest: Guest = request.state.guest
    words = Words(guest.session.language)
    desk = request.app.state.desk
    content = (
        _environment(guest.session.language)
        .get_template(f"{template}.html.j2")
        .render(
            guest=guest,
            language=guest.session.language,
            other_language=next(name for name in LANGUAGES if name != guest.session.language),
            t=words.t,
            words=words,
            label=words.label,
            level=words.level,
            here=request.scope["path"].removeprefix(request.scope["root_path"]),
            url=partial(_url, request),
            static=partial(_static_url, request),
            token_field=TOKEN_FIELD,
            token=desk.sessions.token(guest.session),
            line=charts.line,
            bars=charts.bars,
            **values,
        )
    )
    return remember(request, HTMLResponse(content, status))


def redirect(request: Request, path: str) -> Response:
    """After a form: to a page that can be loaded again."""
    return remember(request, RedirectResponse(_url(request, path), 303))


def change_session(request: Request, session: Session) -> None:
    """The answer to this request will carry the changed session."""
    request.state.guest = replace(request.state.guest, session=session)


def remember(request: Request, response: Response) -> Response:
    """Give the visit's cookie to a response."""
    desk, guest = request.app.state.desk, request.state.guest
    response.set_cookie(
        COOKIE,
        desk.sessions.write(guest.session),
        max_age=HOURS * 3600,
        path=request.scope["root_path"] or "/",
        secure=request.url.scheme == "https" or desk.origin.startswith("https:"),
        httponly=True,
        samesite="strict",
    )
    return response


def _url(request: Request, path: str) -> str:
    return f"{request.scope['root_path']}{path}"


def _static_url(request: Request, name: str) -> str:
    return _url(request, f"/static/{digest(name)}/{name}")


@cache
def digest(name: str) -> str:
    """Of a file of static/: part of its address, so that a browser may keep it for ever."""
    return hashlib.sha256(STATIC[name].read_bytes()).hexdigest()[:16]


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(Words(language).formats())
    return environment
