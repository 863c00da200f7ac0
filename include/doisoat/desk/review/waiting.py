"""The queue of the room `review`, and the way from it to the next case."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.desk import places
from doisoat.desk.door import is_from_elsewhere, may
from doisoat.desk.pages import page, redirect
from doisoat.desk.review.decisions import undoable
from doisoat.desk.review.filters import Chosen, filters, query
from doisoat.desk.review.names import name
from doisoat.desk.review.rules import load_rules
from doisoat.desk.visitor import Guest, Room
from doisoat.desk.warehouse import ask, tell
from doisoat.desk.words import Words
from doisoat.review.cases import REASONS
from doisoat.storage.reference import load_programmes
from doisoat.storage.warehouse import Connection

Reviewer = Annotated[Guest, Depends(may(Room.REVIEW))]
Decider = Annotated[Guest, Depends(may(Room.REVIEW, act=True))]
router = APIRouter(prefix="/review")
SUBJECTS = ("beneficiary", "account")
OTHER = "other_assistance"  # all programmes that are not told
ROWS = 25
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
        query=query(chosen),
        options=_options(guest, told, on, chosen["district"]),
        first=done is None,
        following=cases[ROWS - 1]["reference"] if len(cases) > ROWS else None,
        last=undoable(request, guest, last),
    )


@router.get("/next")
def next_case(request: Request, guest: Decider, after: str = "") -> Response:
    """To the first case that nobody else has before them, or to the first after a given one.

    That reserves the case, so who was led here by another site only gets the queue.
    """
    chosen = filters(request.query_params)
    if is_from_elsewhere(request):
        return redirect(request, f"/review?{query(chosen)}")
    done = request.app.state.desk.references.read("case", after, guest.login) if after else None
    with request.app.state.desk.warehouse.as_guest(guest, Room.REVIEW) as connection:
        if done is not None:
            tell(connection, "give_leases", but=None)
        found = ask(connection, "next_case", after=done, **chosen)
    if not found:
        return redirect(request, f"/review?{query(chosen)}")
    return redirect(request, f"/review/case/{name(request, guest, 'case', found[0]['case_id'])}?{query(chosen)}")


def _options(guest: Guest, told: Sequence[str], on: dt.date, district: str | None) -> dict[str, list[tuple[str, str]]]:
    """What each filter may be set to: codes and what they are called."""
    words = Words(guest.session.language)
    return {
        "subject": [(code, words.t(f"review.of.{code}")) for code in SUBJECTS],
        "district": places.districts(guest.rights, on),
        "ward": places.wards(guest.rights, on, district),
        "reason": [(code, words.label("case_reason", code)) for code in REASONS],
        "programme": [(code, words.programme(code)) for code in (*told, OTHER)],
    }


def _total(request: Request, guest: Guest, connection: Connection, chosen: Chosen) -> dict[str, Any]:
    """How many cases wait and how much money; of very many, up to a minute ago."""
    key = ("queue", guest.login, *chosen.values())
    (total,) = request.app.state.desk.memory.recall(
        key, lambda: ask(connection, "queue_sum", **chosen), seconds=A_MINUTE
    )
    return dict(total)
