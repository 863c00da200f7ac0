"""Pages from templates: the same frame, texts, labels and formats for all; the visit's cookie goes with each."""

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from doisoat.desk import charts, numbers
from doisoat.desk.door import TOKEN_FIELD
from doisoat.desk.session import COOKIE, HOURS, LANGUAGES, Session
from doisoat.desk.texts import catalogue, text
from doisoat.desk.visitor import Guest
from doisoat.publish.labels import read_labels
from doisoat.storage.reference import load_areas, load_programmes, rows

FOLDER = Path(__file__).parent
STATIC = {path.name: path for path in sorted((FOLDER / "static").iterdir())}


@dataclass(frozen=True)
class Words:
    """What a template says things with, in one language."""

    language: str

    def t(self, key: str, /, **values: object) -> str:
        return text(self.language, key, **values)

    def label(self, domain: str, code: str | None) -> str:
        """What people call a code; the code itself if it has no label."""
        if code is None:
            return numbers.NOTHING
        return _labels().get((domain, code), (code, code))[LANGUAGES.index(self.language)]

    def programme(self, code: str | None) -> str:
        """The code of a programme and what the law calls it; of one that is not told, that it is not."""
        if code == "other_assistance":
            return self.t("programme.other")
        known = load_programmes().get(code or "")
        return f"{code} · {known.label}" if known else code or numbers.NOTHING

    def district(self, code: str | None, on: dt.date) -> str:
        found = load_areas(on).districts.get(code or "")
        return found.name if found else self._unknown(code)

    def ward(self, code: str | None, on: dt.date) -> str:
        found = load_areas(on).wards.get(code or "")
        return found.name if found else self._unknown(code)

    def bank(self, bin_: str | None) -> str:
        return _banks().get(bin_ or "") or bin_ or numbers.NOTHING

    def level(self, field: str, level: str) -> str:
        """A level of the evidence in words; a newer model's may have none yet."""
        key = f"evidence.{field}.{level}"
        return self.t(key) if key in catalogue(self.language) else self.t("evidence.other_level", level=level)

    def _unknown(self, code: str | None) -> str:
        return self.t("area.unknown") if code == "unknown" else code or numbers.NOTHING

    def formats(self) -> dict[str, Callable[..., str]]:
        """Filters of templates."""
        spoken = {name: partial(getattr(numbers, name), language=self.language) for name in _SPOKEN}
        return {**spoken, "date": numbers.date, "moment": numbers.moment}


_SPOKEN = ("number", "percent", "duration", "decimal")


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


@cache
def _labels() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["domain"], row["code"]): (row["label_vi"], row["label_en"]) for row in read_labels().to_pylist()}


@cache
def _banks() -> dict[str, str]:
    return {row["napas_bin"]: row["short_name"] for row in rows("banks") if row["napas_bin"]}
