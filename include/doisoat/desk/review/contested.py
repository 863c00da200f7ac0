"""Cases that reviewers left and nobody is asked about any more: a supervisor takes back a decision, with a reason.

What stands then is obeyed by the next night; where nothing stands, the case goes to somebody who was not asked yet.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page, redirect
from doisoat.desk.review.case import read_case
from doisoat.desk.review.letters import marked
from doisoat.desk.review.names import name, read
from doisoat.desk.review.rules import load_rules
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import ask, record, tell
from doisoat.errors import DecisionRefused
from doisoat.review.decisions import withdraw
from doisoat.review.verdicts import WITHDRAWALS

Supervisor = Annotated[Guest, Depends(may(Room.CONTESTED))]
Overruler = Annotated[Guest, Depends(may(Room.CONTESTED, act=True))]
router = APIRouter(prefix="/review/contested")
LONGEST_NOTE = 1000


@router.get("")
def contested(request: Request, guest: Supervisor) -> Response:
    """What two people contradict each other about, and what somebody could not tell; the most money first."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.CONTESTED) as connection:
        found = ask(connection, "contested")
    rules = load_rules()
    cases = [
        {**row, "reference": name(request, guest, "case", row["case_id"]), "due": rules.due(row["opened_on"])}
        for row in found
    ]
    return page(request, "review/contested", cases=cases)


@router.get("/{reference}")
def case(request: Request, guest: Supervisor, reference: str) -> Response:
    """A case with all that was decided about it, by whom, and the way to take a decision back."""
    case_id = read(request, guest, "case", reference)
    with request.app.state.desk.warehouse.as_guest(guest, Room.CONTESTED) as connection:
        stuck = any(row["case_id"] == case_id for row in ask(connection, "contested"))
        found = read_case(connection, case_id, guest.login) if stuck else None
        if found is None:
            raise Refused(404, "refused.case")
        tell(connection, "mark_seen", case=case_id, bank_bin=None, account_number=None)
        detail = {"beneficiary_code": found.entry["beneficiary_code"], "purpose": "contested"}
        record(connection, "viewed", "review.case_file", detail)
    decisions = [
        {**row, "reference": name(request, guest, "decision", str(row["decision_id"]))} for row in found.decisions
    ]
    return page(
        request,
        "review/overrule",
        case=found,
        decisions=decisions,
        reference=reference,
        marked=marked,
        withdrawals=WITHDRAWALS,
    )


@router.post("/{reference}")
def overrule(request: Request, guest: Overruler, reference: str) -> Response:
    """Take a decision of the case back, saying why; then the case while it is stuck, or the list."""
    case_id = read(request, guest, "case", reference)
    decision = int(read(request, guest, "decision", guest.form.get("decision", "")))
    note = guest.form.get("note", "")[:LONGEST_NOTE]
    if not note:
        raise Refused(400, "refused.note")
    with request.app.state.desk.warehouse.as_guest(guest, Room.CONTESTED) as connection:
        found = read_case(connection, case_id, guest.login)
        if found is None or decision not in {row["decision_id"] for row in found.decisions}:
            raise Refused(404, "refused.case")
        reason = guest.form.get("reason", "overruled")
        try:
            number = withdraw(connection, decision, reason=reason, by=guest.login, note=note)
        except DecisionRefused:
            raise Refused(409, "refused.undone") from None
        record(connection, "decision_overruled", "review.decision", {"decision": decision, "withdrawal": number})
        stuck = any(row["case_id"] == case_id for row in ask(connection, "contested"))
    return redirect(request, f"/review/contested/{reference}" if stuck else "/review/contested")
