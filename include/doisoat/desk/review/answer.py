"""A case before a reviewer, under a lease, and the reviewer's answer, in their own name."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page, redirect
from doisoat.desk.review.case import CaseView, read_case
from doisoat.desk.review.decisions import undoable
from doisoat.desk.review.filters import filters, query
from doisoat.desk.review.letters import marked
from doisoat.desk.review.names import read
from doisoat.desk.review.rules import load_rules
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import ask, record, tell
from doisoat.errors import DecisionRefused
from doisoat.review.decisions import Case, Shown, decide
from doisoat.review.verdicts import REASONS
from doisoat.storage.warehouse import Connection

Reviewer = Annotated[Guest, Depends(may(Room.REVIEW))]
Decider = Annotated[Guest, Depends(may(Room.REVIEW, act=True))]
router = APIRouter(prefix="/review/case")
LONGEST_NOTE = 1000


@router.get("/{reference}")
def case(request: Request, guest: Reviewer, reference: str) -> Response:
    """A case: the records side by side, the evidence, what was decided before."""
    case_id = read(request, guest, "case", reference)
    rules = load_rules()
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = _case(connection, case_id, guest.login)
        if guest.visitor.may_act and found.is_open:
            tell(connection, "give_leases", but=case_id)
            tell(connection, "take_lease", case=case_id, minutes=rules.lease_minutes)
        if not found.is_blind:
            tell(connection, "mark_seen", case=case_id, bank_bin=None, account_number=None)
        lease = next(iter(ask(connection, "lease", case=case_id)), None)
        last = ask(connection, "own_decisions", rows=1)
        detail = {**_about(found), "purpose": "review", "blind": found.is_blind}
        record(connection, "viewed", "review.case_file", detail)
    mine = lease is not None and lease["login"] == guest.login
    chosen = filters(request.query_params)
    return page(
        request,
        "review/case",
        case=found,
        lease=lease,
        may_answer=mine and found.is_open,
        reference=reference,
        marked=marked,
        reasons=REASONS,
        due=rules.due(found.entry["opened_on"]),
        chosen=chosen,
        query=query(chosen),
        last=undoable(request, guest, last),
    )


@router.post("/{reference}")
def answer(request: Request, guest: Decider, reference: str) -> Response:
    """Record what the reviewer says of a candidate; then the next case, or this one while it is not settled.

    Who took longer than the lease may answer all the same if nobody has taken the case meanwhile.
    """
    case_id = read(request, guest, "case", reference)
    verdict, _, reason = guest.form.get("answer", "").partition(":")
    chosen = filters(guest.form)
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = _case(connection, case_id, guest.login)
        if not found.is_open or not tell(connection, "take_lease", case=case_id, minutes=load_rules().lease_minutes):
            raise Refused(409, "refused.lease")
        candidate = _candidate(found, guest.form.get("candidate", ""))
        number = _decide(connection, guest, found, candidate, verdict, reason)
        record(connection, "decided", "review.decision", {**_about(found), "decision": number})
        settled = not ask(connection, "case", case=case_id)[0]["open"]
        if settled:
            tell(connection, "give_leases", but=None)
    return redirect(request, f"{'/review/next' if settled else f'/review/case/{reference}'}?{query(chosen)}")


def _about(found: CaseView) -> dict[str, str]:
    """Which case it was, for the log: an account by the entry that it serves, since no number of one is logged."""
    return {"beneficiary_code": found.entry["beneficiary_code"], "subject": found.entry["subject"]}


def _case(connection: Connection, case_id: str, login: str) -> CaseView:
    found = read_case(connection, case_id, login)
    if found is None:
        raise Refused(404, "refused.case")
    return found


def _candidate(found: CaseView, key: str) -> dict[str, Any]:
    """The candidate that the answer is about, as it was shown; Refused if none was chosen, or it has changed since."""
    if not key:
        raise Refused(400, "refused.answer")
    candidate = found.candidate(key)
    if candidate is None:
        raise Refused(409, "refused.changed")
    return candidate


def _decide(  # noqa: PLR0913, PLR0917 (who says what of whom, and why)
    connection: Connection, guest: Guest, found: CaseView, candidate: dict[str, Any], verdict: str, reason: str
) -> int:
    shown = Shown(
        evidence_digest=candidate["evidence_digest"],
        model_version=candidate["model_version"],
        match_probability=candidate["match_probability"],
        blind=found.is_blind,
    )
    entry = found.entry
    account = {"bank_bin": entry["case_bank"], "account_number": entry["case_account"]}
    subject = account if found.is_account else {"beneficiary_code": entry["beneficiary_code"]}
    case = Case(candidate["personal_id"], **subject)
    note = guest.form.get("note", "")[:LONGEST_NOTE] or None
    try:
        return decide(connection, case, verdict, reason=reason, by=guest.login, shown=shown, note=note)
    except DecisionRefused:
        raise Refused(400, "refused.answer") from None
