"""The wards' workbooks, for whom the ward was granted to. They name people: each fetch is logged before it is read."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from psycopg.errors import InvalidAuthorizationSpecification
from starlette.responses import Response

from doisoat.access.purposes import PURPOSES
from doisoat.desk.door import may
from doisoat.desk.pages import change_session, page, redirect
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import ask
from doisoat.desk.watch.kept import attachment, read
from doisoat.desk.watch.nights import chosen_night
from doisoat.errors import StorageError
from doisoat.worklists.fetch import Workbook, find, log_fetch, workbooks

Fetcher = Annotated[Guest, Depends(may(Room.WORKLISTS))]
router = APIRouter(prefix="/watch/worklists")
KEPT = 600  # seconds


@router.get("")
def wards(request: Request, guest: Fetcher) -> Response:
    """The wards of the guest's areas, what is open in each, and the workbook of the newest night."""
    desk = request.app.state.desk
    with desk.warehouse.as_guest(guest, Room.WORKLISTS) as connection:
        night = chosen_night(connection, None)
        found = desk.memory.recall(
            ("wards", night["run_id"], guest.rights.scope),
            lambda: ask(connection, "wards", date=night["business_date"]),
            seconds=KEPT,
        )
    try:
        there = {workbook.ward for workbook in workbooks(night["business_date"], desk.lake)}
    except (StorageError, OSError):
        raise Refused(503, "refused.storage") from None
    shown = [{**w, "there": w["ward_code"] in there} for w in found]
    return page(request, "watch/worklists", night=night, wards=shown, purposes=PURPOSES)


@router.post("")
def purpose(request: Request, guest: Fetcher) -> Response:
    """Why workbooks are taken; then the wards again, with the way to each."""
    if guest.form.get("purpose") not in PURPOSES:
        raise Refused(400, "lookup.no_purpose")
    change_session(request, guest.session.because(guest.form["purpose"]))
    return redirect(request, "/watch/worklists")


@router.get("/{ward}")
def workbook(request: Request, guest: Fetcher, ward: Annotated[str, InPath(pattern=r"^\d{1,8}$")]) -> Response:
    """A ward's workbook of the newest night, for who has said why.

    The database judges whose it is, and logs that it was taken.
    """
    if guest.session.purpose not in PURPOSES:
        raise Refused(400, "lookup.no_purpose")
    desk = request.app.state.desk
    with desk.warehouse.as_guest(guest, Room.WORKLISTS) as connection:
        night = chosen_night(connection, None)["business_date"]
        try:
            found = find(ward, night, desk.lake)
        except (StorageError, OSError):
            raise Refused(503, "refused.storage") from None
        # Whoever may not have it learns nothing of whether it is there.
        asked = found or Workbook(night, "none", ward)
        try:
            log_fetch(connection, asked, purpose=guest.session.purpose)
        except InvalidAuthorizationSpecification:
            raise Refused(403, "refused.area") from None
        if found is None:
            raise Refused(404, "refused.missing")
    return attachment(read(desk.lake, found.key), f"{ward}-{night}.xlsx")
