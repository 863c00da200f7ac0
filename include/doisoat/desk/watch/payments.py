"""Pay runs: who proposed and approved what, what was sent, and where every đồng of a period is."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import ask

Payer = Annotated[Guest, Depends(may(Room.PAYMENTS))]
router = APIRouter(prefix="/watch/payments")


@router.get("")
def periods(request: Request, guest: Payer) -> Response:
    """Every period, the newest first, and the runs that nobody has decided on yet or that paid nothing."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.PAYMENTS) as connection:
        closings = ask(connection, "pay_periods")
        runs = ask(connection, "pay_runs", period=None)
    return page(request, "watch/payments", closings=closings, runs=runs)


@router.get("/{period}")
def period(
    request: Request, guest: Payer, period: Annotated[str, InPath(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
) -> Response:
    """A period by channel and recipient, and its runs with their totals and what they withheld."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.PAYMENTS) as connection:
        closing = ask(connection, "pay_closing", period=period)
        runs = ask(connection, "pay_runs", period=period)
    if not closing and not runs:
        raise Refused(404, "refused.missing")
    return page(request, "watch/pay_period", period=period, closing=closing, runs=runs)
