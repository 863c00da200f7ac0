"""The way in, the two files that pages are made with, and the settings of a visit."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import FileResponse, Response

from doisoat.desk.door import enter
from doisoat.desk.pages import STATIC, change_session, digest, page, redirect
from doisoat.desk.session import LANGUAGES
from doisoat.desk.visitor import Guest, Refused, Room

router = APIRouter()
A_YEAR = "private, max-age=31536000, immutable"


@router.get("/")
def home(request: Request, guest: Annotated[Guest, Depends(enter)]) -> Response:
    """The first room that the guest may enter; a page that says whom to ask if there is none."""
    first = next((room for room in (Room.REVIEW, Room.WATCH, Room.LOOKUP) if guest.may_enter(room)), None)
    return redirect(request, f"/{first.value}") if first else page(request, "nothing", status=403)


@router.get("/static/{version}/{name}")
def static(version: str, name: str) -> Response:
    """desk.css, desk.js or an icon. The address holds the digest of the content, so it never goes stale."""
    if name not in STATIC or version not in {digest(name), "icon"}:
        raise Refused(404, "refused.missing")
    kept = A_YEAR if version == digest(name) else "private, max-age=3600"
    return FileResponse(STATIC[name], headers={"Cache-Control": kept})


@router.post("/language")
def language(request: Request, guest: Annotated[Guest, Depends(enter)]) -> Response:
    """Speak the other language, on the page that the visitor was on."""
    chosen = guest.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Refused(400, "refused.form")
    change_session(request, guest.session.speaking(chosen))
    return redirect(request, own_path(guest.form.get("back", "")))


def own_path(path: str) -> str:
    """A path of the desk that a form may send back to; anything else becomes the start."""
    return path if path.startswith("/") and not path.startswith("//") and "\\" not in path else "/"
