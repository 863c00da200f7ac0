"""What reviewers decided: one's own, to be taken back, and how far two people agree."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page, redirect
from doisoat.desk.review.names import name, read
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import Rows, ask, record
from doisoat.errors import DecisionRefused
from doisoat.review.agreement import Share, agreement
from doisoat.review.decisions import withdraw
from doisoat.review.verdicts import WITHDRAWALS

Reviewer = Annotated[Guest, Depends(may(Room.REVIEW))]
Decider = Annotated[Guest, Depends(may(Room.REVIEW, act=True))]
router = APIRouter(prefix="/review")
MOST = 50
OFFERED = dt.timedelta(hours=1)  # for so long one key takes the last answer back; later it is found among all
KEPT = 600  # seconds


@router.get("/mine")
def mine(request: Request, guest: Reviewer) -> Response:
    """What the reviewer decided last, to be looked at again or taken back."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        rows = ask(connection, "own_decisions", rows=MOST)
        record(
            connection,
            "viewed",
            "review.decision",
            {"purpose": "own decisions", "decisions": [row["decision_id"] for row in rows]},
        )
    decisions = [{**row, "reference": name(request, guest, "decision", str(row["decision_id"]))} for row in rows]
    return page(request, "review/mine", decisions=decisions, withdrawals=WITHDRAWALS)


@router.post("/undo")
def undo(request: Request, guest: Decider) -> Response:
    """Take back a decision of one's own; then its case, while it still waits."""
    decision = int(read(request, guest, "decision", guest.form.get("decision", "")))
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        own = ask(connection, "own_decision", decision=decision)
        if not own:
            raise Refused(404, "refused.missing")
        case_id = own[0]["case_id"]
        reason = guest.form.get("reason", "decided_by_mistake")
        try:
            number = withdraw(connection, decision, reason=reason, by=guest.login)
        except DecisionRefused:
            raise Refused(409, "refused.undone") from None
        record(connection, "decision_withdrawn", "review.decision", {"decision": decision, "withdrawal": number})
        waits = bool(ask(connection, "case", case=case_id))
    return redirect(request, f"/review/case/{name(request, guest, 'case', case_id)}" if waits else "/review/mine")


@router.get("/agreement")
def agreed(request: Request, guest: Reviewer) -> Response:
    """How far two people agree, and how often people follow the model."""
    desk = request.app.state.desk
    with desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        counted = desk.memory.recall(
            ("agreement", guest.rights.scope),
            lambda: (ask(connection, "agreement"), ask(connection, "bands")),
            seconds=KEPT,
        )
    found, bands = agreement(counted[0]), counted[1]
    shares = [{**band, "share": Share(band["same"], band["decided"])} for band in bands]
    return page(request, "review/agreement", agreement=found, bands=shares)


def undoable(request: Request, guest: Guest, rows: Rows) -> dict[str, Any] | None:
    """The reviewer's last decision, to be offered for undoing, unless it was taken back or is long ago."""
    if not rows or rows[0]["withdrawn_at"] is not None or rows[0]["decided_at"] < dt.datetime.now(dt.UTC) - OFFERED:
        return None
    return {**rows[0], "reference": name(request, guest, "decision", str(rows[0]["decision_id"]))}
