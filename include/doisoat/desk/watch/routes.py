"""The pages of the room `watch`. Each reads one or two queries and shows them as tables with small charts."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page, redirect
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import ask
from doisoat.desk.watch.coverage import LEVELS, Order, ordered
from doisoat.desk.watch.drift import drift
from doisoat.desk.watch.health import deliveries
from doisoat.desk.watch.kept import holds
from doisoat.desk.watch.nights import chosen_night
from doisoat.quality.drift import drift_parameters
from doisoat.report.quality_page import suffix

Watcher = Annotated[Guest, Depends(may(Room.WATCH))]
router = APIRouter(prefix="/watch")
NIGHTS = 30
KEPT = 600  # seconds


@router.get("")
def overview(request: Request, _: Watcher) -> Response:
    return redirect(request, "/watch/sources")


@router.get("/sources")
def sources(request: Request, guest: Watcher, date: dt.date | None = None) -> Response:
    """Did everything come, on time and whole; and what was put aside."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.WATCH) as connection:
        night = chosen_night(connection, date)
        found = deliveries(ask(connection, "sources", date=night["business_date"]), night["business_date"])
        aside = ask(connection, "quarantined", date=night["business_date"])
    return page(request, "watch/sources", night=night, deliveries=found, quarantined=aside)


@router.get("/nights")
def nights(request: Request, guest: Watcher) -> Response:
    """Every night: published or not, how long each stage took."""
    desk = request.app.state.desk
    with desk.warehouse.as_guest(guest, Room.WATCH) as connection:
        published = {night["business_date"]: night for night in ask(connection, "nights", nights=NIGHTS)}
    return page(request, "watch/nights", runs=desk.read_runs(NIGHTS), published=published)


@router.get("/quality")
def quality(request: Request, guest: Watcher, date: dt.date | None = None) -> Response:
    """Every expectation of a night and how it held before."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.WATCH) as connection:
        night = chosen_night(connection, date)
        results = ask(connection, "quality", date=night["business_date"])
    written = _written(request, guest, "quality", night["business_date"])
    return page(request, "watch/quality", night=night, results=results, written=written)


@router.get("/matching")
def matching(request: Request, guest: Watcher) -> Response:
    """How the matching fared night by night: what it accepts, leaves to people, or cannot find."""
    with request.app.state.desk.warehouse.as_guest(guest, Room.WATCH) as connection:
        past = ask(connection, "nights", nights=NIGHTS)
        told = ask(connection, "has", names=["reconciled.link_profile"])
        from_training = ask(connection, "link_drift") if told else []
    bound = drift_parameters()["warn"]
    return page(request, "watch/matching", nights=past, drift=drift(past), from_training=from_training, bound=bound)


@router.get("/coverage")
def coverage(  # noqa: PLR0913 (a table is chosen by date, place and order)
    request: Request,
    guest: Watcher,
    date: dt.date | None = None,
    level: str = "district",
    district: str | None = None,
    ward: str | None = None,
    sort: str = "share",
) -> Response:
    """Who has a usable account, area by area; a district leads to its wards, a ward to its villages."""
    if level not in LEVELS:
        raise Refused(400, "refused.form")
    desk = request.app.state.desk
    with desk.warehouse.as_guest(guest, Room.WATCH) as connection:
        night = chosen_night(connection, date)
        place = {"date": night["business_date"], "district": district or None, "ward": ward or None}
        areas = desk.memory.recall(
            ("coverage", night["run_id"], guest.rights.rooms[Room.WATCH], guest.rights.scope, level, *place.values()),
            lambda: ask(connection, "coverage", level=level, **place),
            seconds=KEPT,
        )
    order = Order.read(sort)
    place |= {"level": level, "sort": order}
    written = _written(request, guest, "campaign", night["business_date"])
    found = ordered(areas, order)
    return page(request, "watch/coverage", night=night, areas=found, place=place, levels=LEVELS, written=written)


def _written(request: Request, guest: Guest, kind: str, date: dt.date) -> str | None:
    """The name of the page that the night wrote for people outside, in the guest's language; None if it wrote none."""
    name = f"{date}{suffix(guest.session.language)}"
    return name if holds(request.app.state.desk.lake, f"report/{kind}/{name}") else None
