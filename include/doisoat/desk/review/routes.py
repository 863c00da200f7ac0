"""The pages of the room `review`. A case is looked at under a lease; an answer is in the reviewer's own name."""

from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page, redirect
from doisoat.desk.review.case import CaseView, read_case
from doisoat.desk.review.letters import marked
from doisoat.desk.review.rules import load_rules
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import Rows, ask, record, tell
from doisoat.errors import DecisionRefused
from doisoat.review.agreement import Share, agreement
from doisoat.review.cases import REASONS as CASE_REASONS
from doisoat.review.decisions import Case, Shown, decide, withdraw
from doisoat.review.verdicts import REASONS, WITHDRAWALS
from doisoat.storage.warehouse import Connection

Reviewer = Annotated[Guest, Depends(may(Room.REVIEW))]
Decider = Annotated[Guest, Depends(may(Room.REVIEW, act=True))]
router = APIRouter(prefix="/review")
FILTERS = ("district", "ward", "reason", "programme")
ROWS = 25
LONGEST_NOTE = 1000


@router.get("")
def queue(request: Request, guest: Reviewer, number: Annotated[int, Query(alias="page")] = 1) -> Response:
    """What waits for a decision, the most money first."""
    chosen = filters(request.query_params)
    number = min(max(number, 1), 100_000)
    desk = request.app.state.desk
    with desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        (total,) = ask(connection, "queue_sum", **chosen)
        rows = ask(connection, "queue", **chosen, rows=ROWS, skip=(number - 1) * ROWS)
        last = ask(connection, "own_decisions", rows=1)
    cases = [
        {
            **row,
            "reference": _name(request, guest, "case", row["beneficiary_code"]),
            "due": load_rules().due(row["opened_on"]),
        }
        for row in rows
    ]
    return page(
        request,
        "review/queue",
        cases=cases,
        total=total,
        chosen=chosen,
        query=urlencode(_given(chosen)),
        number=number,
        pages=-(-total["cases"] // ROWS),
        reasons=CASE_REASONS,
        last=_undoable(request, guest, last),
    )


@router.get("/next")
def next_case(request: Request, guest: Decider, after: str = "") -> Response:
    """To the first case that nobody else has before them, or to the first after a given one."""
    chosen = filters(request.query_params)
    code = request.app.state.desk.references.read("case", after, guest.login) if after else None
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        if code is not None:
            tell(connection, "give_leases", but=None)
        found = ask(connection, "next_case", after=code, **chosen)
    query = urlencode(_given(chosen))
    if not found:
        return redirect(request, f"/review?{query}")
    return redirect(request, f"/review/case/{_name(request, guest, 'case', found[0]['beneficiary_code'])}?{query}")


@router.get("/case/{reference}")
def case(request: Request, guest: Reviewer, reference: str) -> Response:
    """A case: the records side by side, the evidence, what was decided before."""
    code = _read(request, guest, "case", reference)
    rules = load_rules()
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = _case(connection, code, guest.login)
        if guest.visitor.may_act and found.is_open:
            tell(connection, "give_leases", but=code)
            tell(connection, "take_lease", code=code, minutes=rules.lease_minutes)
        lease = next(iter(ask(connection, "lease", code=code)), None)
        last = ask(connection, "own_decisions", rows=1)
        detail = {"beneficiary_code": code, "purpose": "review", "blind": found.is_blind}
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
        query=urlencode(_given(chosen)),
        last=_undoable(request, guest, last),
    )


@router.post("/case/{reference}")
def answer(request: Request, guest: Decider, reference: str) -> Response:
    """Record what the reviewer says of a candidate; then the next case, or this one while it is not settled."""
    code = _read(request, guest, "case", reference)
    verdict, _, reason = guest.form.get("answer", "").partition(":")
    chosen = filters(guest.form)
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = _case(connection, code, guest.login)
        lease = next(iter(ask(connection, "lease", code=code)), None)
        if not found.is_open or lease is None or lease["login"] != guest.login:
            raise Refused(409, "refused.lease")
        candidate = found.candidate(guest.form.get("candidate", ""))
        if candidate is None:
            raise Refused(400, "refused.answer")
        number = _decide(connection, guest, found, candidate, verdict, reason)
        record(connection, "decided", "review.decision", {"decision": number, "beneficiary_code": code})
        settled = not ask(connection, "case", code=code)[0]["open"]
        if settled:
            tell(connection, "give_leases", but=None)
    query = urlencode(_given(chosen))
    return redirect(request, f"/review/next?{query}" if settled else f"/review/case/{reference}?{query}")


@router.get("/mine")
def mine(request: Request, guest: Reviewer) -> Response:
    """What the reviewer decided last, to be looked at again or taken back."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        rows = ask(connection, "own_decisions", rows=50)
        record(connection, "viewed", "review.decision", {"purpose": "own decisions", "rows": len(rows)})
    decisions = [{**row, "reference": _name(request, guest, "decision", str(row["decision_id"]))} for row in rows]
    return page(request, "review/mine", decisions=decisions, withdrawals=WITHDRAWALS)


@router.post("/undo")
def undo(request: Request, guest: Decider) -> Response:
    """Take back a decision of one's own; then its case, while it still waits."""
    decision = int(_read(request, guest, "decision", guest.form.get("decision", "")))
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        own = ask(connection, "own_decision", decision=decision)
        if not own:
            raise Refused(404, "refused.missing")
        code = own[0]["beneficiary_code"]
        reason = guest.form.get("reason", "decided_by_mistake")
        try:
            number = withdraw(connection, decision, reason=reason, by=guest.login)
        except DecisionRefused:
            raise Refused(409, "refused.undone") from None
        record(connection, "decision_withdrawn", "review.decision", {"decision": decision, "withdrawal": number})
        waits = bool(ask(connection, "case", code=code))
    return redirect(request, f"/review/case/{_name(request, guest, 'case', code)}" if waits else "/review/mine")


@router.get("/agreement")
def agreed(request: Request, guest: Reviewer) -> Response:
    """How far two people agree, and how often people follow the model."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = agreement(ask(connection, "agreement"))
        bands = ask(connection, "bands")
    shares = [{**band, "share": Share(band["same"], band["decided"])} for band in bands]
    return page(request, "review/agreement", agreement=found, bands=shares)


def filters(given: Mapping[str, str]) -> dict[str, str | None]:
    """The filters of the queue in a query or a form; an empty one is none."""
    return {name: given.get(name) or None for name in FILTERS}


def _given(chosen: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if value}


def _case(connection: Connection, code: str, login: str) -> CaseView:
    found = read_case(connection, code, login)
    if found is None:
        raise Refused(404, "refused.case")
    return found


def _decide(  # noqa: PLR0913, PLR0917 (who says what of whom, and why)
    connection: Connection, guest: Guest, found: CaseView, candidate: dict[str, Any], verdict: str, reason: str
) -> int:
    shown = Shown(
        evidence_digest=candidate["evidence_digest"],
        model_version=candidate["model_version"],
        match_probability=candidate["match_probability"],
        blind=found.is_blind,
    )
    case = Case(candidate["personal_id"], beneficiary_code=found.entry["beneficiary_code"])
    note = guest.form.get("note", "")[:LONGEST_NOTE] or None
    try:
        return decide(connection, case, verdict, reason=reason, by=guest.login, shown=shown, note=note)
    except DecisionRefused:
        raise Refused(400, "refused.answer") from None


def _undoable(request: Request, guest: Guest, rows: Rows) -> dict[str, Any] | None:
    """The reviewer's last decision, to be offered for undoing, unless it was taken back."""
    if not rows or rows[0]["withdrawn_at"] is not None:
        return None
    return {**rows[0], "reference": _name(request, guest, "decision", str(rows[0]["decision_id"]))}


def _name(request: Request, guest: Guest, kind: str, key: str) -> str:
    return str(request.app.state.desk.references.make(kind, key, guest.login))


def _read(request: Request, guest: Guest, kind: str, reference: str) -> str:
    key: str | None = request.app.state.desk.references.read(kind, reference, guest.login)
    if key is None:
        raise Refused(404, "refused.missing")
    return key
