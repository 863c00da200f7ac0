"""The pages of the room `lookup`. What is looked for travels in forms, never in an address."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.access.purposes import PURPOSES
from doisoat.desk.door import may
from doisoat.desk.lookup.story import find_entries, read_story
from doisoat.desk.pages import change_session, page, redirect
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import record, tell

Reader = Annotated[Guest, Depends(may(Room.LOOKUP))]
router = APIRouter(prefix="/lookup")
MOST = 50
LONGEST = 100
_NUMBER = re.compile(r"[\d .-]{6,30}")
_CODE = re.compile(r"[\w./-]*\d[\w./-]*")


@router.get("")
def form(request: Request, _: Reader) -> Response:
    """Ask what is looked for, and why."""
    return page(request, "lookup/form", purposes=PURPOSES, asked="", found=None, problem="")


@router.post("")
def find(request: Request, guest: Reader) -> Response:
    """The entries that fit; a single one is shown at once."""
    asked, purpose = guest.form.get("asked", "")[:LONGEST], guest.form.get("purpose", "")
    problem = "lookup.no_purpose" if purpose not in PURPOSES else "lookup.too_short" if len(asked) < 3 else ""
    if problem:
        return page(request, "lookup/form", status=400, purposes=PURPOSES, asked=asked, found=None, problem=problem)
    change_session(request, guest.session.because(purpose))
    desk = request.app.state.desk
    kind, values = understood(asked)
    found = find_entries(desk.warehouse, guest, values, most=MOST + 1)
    shown = found[:MOST]
    with desk.warehouse.as_guest(guest, Room.LOOKUP) as connection:
        detail = {"by": kind, "purpose": purpose, "shown": [row["beneficiary_code"] for row in shown]}
        record(connection, "looked_up", "beneficiary", detail)
    for row in shown:
        row["reference"] = desk.references.make("entry", row["beneficiary_code"], guest.login)
    if len(found) == 1:
        return redirect(request, f"/lookup/entry/{shown[0]['reference']}")
    return page(request, "lookup/form", purposes=PURPOSES, asked=asked, found=shown, more=len(found) > MOST, problem="")


@router.get("/entry/{reference}")
def entry(request: Request, guest: Reader, reference: str) -> Response:
    """The whole story of an entry. Who has not said why they look is asked first."""
    desk = request.app.state.desk
    code = desk.references.read("entry", reference, guest.login)
    if code is None:
        raise Refused(404, "refused.missing")
    purpose = guest.session.purpose
    if purpose not in PURPOSES:
        return page(request, "lookup/purpose", purposes=PURPOSES, reference=reference)
    story = read_story(desk.warehouse, guest, code)
    if story is None:
        raise Refused(404, "refused.missing")
    with desk.warehouse.as_guest(guest, Room.LOOKUP) as connection:
        record(connection, "viewed", "beneficiary", {"beneficiary_code": code, "purpose": purpose})
        if guest.may_enter(Room.REVIEW):
            account = {name: story.entry[name] for name in ("bank_bin", "account_number")}
            tell(connection, "mark_seen", case=code, **account)
    return page(request, "lookup/entry", entry=story.entry, sections=story.sections, purpose=purpose)


@router.post("/purpose/{reference}")
def purpose(request: Request, guest: Reader, reference: str) -> Response:
    """Why an entry is looked at; then the entry."""
    if guest.form.get("purpose") not in PURPOSES:
        raise Refused(400, "lookup.no_purpose")
    change_session(request, guest.session.because(guest.form["purpose"]))
    return redirect(request, f"/lookup/entry/{reference}")


def understood(asked: str) -> tuple[str, dict[str, str | None]]:
    """What kind of thing was typed, for the log, and what the query looks for: a number, a code, or else a name."""
    number = re.sub(r"\D", "", asked) if _NUMBER.fullmatch(asked) else None
    if number:
        return "number", {"text": asked, "number": number, "name": ""}
    if _CODE.fullmatch(asked):
        return "code", {"text": asked, "number": asked, "name": ""}
    return "name", {"text": asked, "number": None, "name": asked}
