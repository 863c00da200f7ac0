"""The pages of the room `review`. A case is looked at under a lease; an answer is in the reviewer's own name."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.desk import places
from doisoat.desk.door import may
from doisoat.desk.pages import Words, page, redirect
from doisoat.desk.review.case import CaseView, read_case
from doisoat.desk.review.letters import marked
from doisoat.desk.review.names import name, read
from doisoat.desk.review.rules import load_rules
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import Rows, ask, record, tell
from doisoat.errors import DecisionRefused
from doisoat.review.agreement import Share, agreement
from doisoat.review.cases import REASONS as CASE_REASONS
from doisoat.review.decisions import Case, Shown, decide, withdraw
from doisoat.review.verdicts import REASONS, WITHDRAWALS
from doisoat.storage.reference import load_programmes
from doisoat.storage.warehouse import Connection

Reviewer = Annotated[Guest, Depends(may(Room.REVIEW))]
Decider = Annotated[Guest, Depends(may(Room.REVIEW, act=True))]
router = APIRouter(prefix="/review")
FILTERS = ("subject", "district", "ward", "reason", "programme")
SUBJECTS = ("beneficiary", "account")
OTHER = "other_assistance"  # all programmes that are not told
ROWS = 25
LONGEST_NOTE = 1000
A_MINUTE = 60  # seconds


@router.get("")
def queue(request: Request, guest: Reviewer, after: str = "") -> Response:
    """What waits for a decision, the most money first; a page begins after a case of the one before."""
    chosen = filters(request.query_params)
    desk = request.app.state.desk
    done = desk.references.read("case", after, guest.login) if after else None
    with desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        total = _total(request, guest, connection, chosen)
        rows = ask(connection, "queue", **chosen, rows=ROWS + 1, after=done)
        last = ask(connection, "own_decisions", rows=1)
        told = [row["code"] for row in ask(connection, "programmes", codes=list(load_programmes()))]
    on = total["business_date"] or dt.date.today()  # noqa: DTZ011 (of an empty queue the areas of today)
    cases = [
        {
            **row,
            "reference": name(request, guest, "case", row["case_id"]),
            "due": load_rules().due(row["opened_on"]),
        }
        for row in rows
    ]
    return page(
        request,
        "review/queue",
        cases=cases[:ROWS],
        total=total,
        chosen=chosen,
        query=urlencode(_given(chosen)),
        options=_options(guest, told, on, chosen["district"]),
        first=done is None,
        following=cases[ROWS - 1]["reference"] if len(cases) > ROWS else None,
        last=_undoable(request, guest, last),
    )


@router.get("/next")
def next_case(request: Request, guest: Decider, after: str = "") -> Response:
    """To the first case that nobody else has before them, or to the first after a given one."""
    chosen = filters(request.query_params)
    done = request.app.state.desk.references.read("case", after, guest.login) if after else None
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        if done is not None:
            tell(connection, "give_leases", but=None)
        found = ask(connection, "next_case", after=done, **chosen)
    query = urlencode(_given(chosen))
    if not found:
        return redirect(request, f"/review?{query}")
    return redirect(request, f"/review/case/{name(request, guest, 'case', found[0]['case_id'])}?{query}")


@router.get("/case/{reference}")
def case(request: Request, guest: Reviewer, reference: str) -> Response:
    """A case: the records side by side, the evidence, what was decided before."""
    case_id = read(request, guest, "case", reference)
    rules = load_rules()
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = _case(connection, case_id, guest.login)
        if guest.visitor.may_act and found.is_open:
            tell(connection, "give_leases", but=case_id)
            tell(connection, "take_lease", case=case_id, minutes=rules.lease_minutes)
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
        query=urlencode(_given(chosen)),
        last=_undoable(request, guest, last),
    )


@router.post("/case/{reference}")
def answer(request: Request, guest: Decider, reference: str) -> Response:
    """Record what the reviewer says of a candidate; then the next case, or this one while it is not settled."""
    case_id = read(request, guest, "case", reference)
    verdict, _, reason = guest.form.get("answer", "").partition(":")
    chosen = filters(guest.form)
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        found = _case(connection, case_id, guest.login)
        lease = next(iter(ask(connection, "lease", case=case_id)), None)
        if not found.is_open or lease is None or lease["login"] != guest.login:
            raise Refused(409, "refused.lease")
        candidate = found.candidate(guest.form.get("candidate", ""))
        if candidate is None:
            raise Refused(400, "refused.answer")
        number = _decide(connection, guest, found, candidate, verdict, reason)
        record(connection, "decided", "review.decision", {**_about(found), "decision": number})
        settled = not ask(connection, "case", case=case_id)[0]["open"]
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
            seconds=10 * A_MINUTE,
        )
    found, bands = agreement(counted[0]), counted[1]
    shares = [{**band, "share": Share(band["same"], band["decided"])} for band in bands]
    return page(request, "review/agreement", agreement=found, bands=shares)


def _options(guest: Guest, told: Sequence[str], on: dt.date, district: str | None) -> dict[str, list[tuple[str, str]]]:
    """What each filter may be set to: codes and what they are called."""
    words = Words(guest.session.language)
    return {
        "subject": [(code, words.t(f"review.of.{code}")) for code in SUBJECTS],
        "district": places.districts(guest.rights, on),
        "ward": places.wards(guest.rights, on, district),
        "reason": [(code, words.label("case_reason", code)) for code in CASE_REASONS],
        "programme": [(code, words.programme(code)) for code in (*told, OTHER)],
    }


def _total(request: Request, guest: Guest, connection: Connection, chosen: Mapping[str, str | None]) -> dict[str, Any]:
    """How many cases wait and how much money; of very many, up to a minute ago."""
    key = ("queue", guest.login, *chosen.values())
    (total,) = request.app.state.desk.memory.recall(
        key, lambda: ask(connection, "queue_sum", **chosen), seconds=A_MINUTE
    )
    return dict(total)


def filters(given: Mapping[str, str]) -> dict[str, str | None]:
    """The filters of the queue in a query or a form; an empty one is none."""
    return {key: given.get(key) or None for key in FILTERS}


def _given(chosen: Mapping[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in chosen.items() if value}


def _about(found: CaseView) -> dict[str, str]:
    """Which case it was, for the log: an account by the entry that it serves, since no number of one is logged."""
    return {"beneficiary_code": found.entry["beneficiary_code"], "subject": found.entry["subject"]}


def _case(connection: Connection, case_id: str, login: str) -> CaseView:
    found = read_case(connection, case_id, login)
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
    entry = found.entry
    account = {"bank_bin": entry["case_bank"], "account_number": entry["case_account"]}
    subject = account if found.is_account else {"beneficiary_code": entry["beneficiary_code"]}
    case = Case(candidate["personal_id"], **subject)
    note = guest.form.get("note", "")[:LONGEST_NOTE] or None
    try:
        return decide(connection, case, verdict, reason=reason, by=guest.login, shown=shown, note=note)
    except DecisionRefused:
        raise Refused(400, "refused.answer") from None


def _undoable(request: Request, guest: Guest, rows: Rows) -> dict[str, Any] | None:
    """The reviewer's last decision, to be offered for undoing, unless it was taken back."""
    if not rows or rows[0]["withdrawn_at"] is not None:
        return None
    return {**rows[0], "reference": name(request, guest, "decision", str(rows[0]["decision_id"]))}
