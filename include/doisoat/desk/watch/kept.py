"""What lies in object storage and may be shown: the pages that each night writes, and receipts. No person's data."""

import datetime as dt
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi import Path as InPath
from starlette.responses import Response

from doisoat.desk.door import may
from doisoat.desk.pages import page
from doisoat.desk.visitor import Guest, Refused, Room
from doisoat.desk.warehouse import ask
from doisoat.errors import DoisoatError, StorageError
from doisoat.storage.objects import ObjectStore

OpenLanding = Callable[[str, dt.date], ObjectStore]
Watcher = Annotated[Guest, Depends(may(Room.WATCH))]
router = APIRouter(prefix="/watch")
LARGEST = 32 * 1024 * 1024  # bytes
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NIGHT = r"\d{4}-\d{2}-\d{2}"
REPORTS = re.compile(rf"quality/(?:{_NIGHT}|index)(?:\.en)?\.html|campaign/{_NIGHT}(?:(?:\.en)?\.html|\.xlsx)")
# These pages bring their style with them, and nothing else.
ONE_FILE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self';"
    " base-uri 'none'"
)


@dataclass(frozen=True)
class Receipt:
    """What a sender is told of a delivery; an older receipt may lack some of it."""

    outcome: str | None
    reason: Mapping[str, str | None]  # by language
    at: dt.datetime | None
    mode: str | None
    rows: int | None
    signed_with: str | None
    files: Sequence[Mapping[str, Any]]

    @classmethod
    def from_mapping(cls, told: Mapping[str, Any]) -> "Receipt":
        return cls(
            outcome=told.get("outcome"),
            reason={"vi": told.get("reason_vi"), "en": told.get("reason")},
            at=dt.datetime.fromisoformat(told["at"]) if told.get("at") else None,
            mode=told.get("mode"),
            rows=told.get("rows"),
            signed_with=told.get("signed_with"),
            files=[_FILE | file for file in told.get("files") or ()],
        )


_FILE: dict[str, Any] = {"layout": None, "rows": None, "unknown_columns": [], "warnings": [], "warnings_vi": []}


@router.get("/report/{kind}/{name}")
def report(request: Request, _: Watcher, kind: str, name: str) -> Response:
    """A page or workbook of `report/` in the lake, as the night wrote it."""
    if not REPORTS.fullmatch(f"{kind}/{name}"):
        raise Refused(404, "refused.missing")
    data = read(request.app.state.desk.lake, f"report/{kind}/{name}")
    if name.endswith(".xlsx"):
        return attachment(data, f"{kind}-{name}")
    return Response(data, media_type="text/html", headers={"Content-Security-Policy": ONE_FILE})


@router.get("/receipt/{feed}/{date}/{sender}/{sequence}")
def receipt(  # noqa: PLR0913, PLR0917 (a delivery is feed, date, sender and sequence)
    request: Request,
    guest: Watcher,
    feed: Annotated[str, InPath(pattern="^[a-z]+$")],
    date: dt.date,
    sender: Annotated[str, InPath(pattern=r"^[\w-]+$")],
    sequence: Annotated[int, InPath(ge=1, le=1_000_000)],
) -> Response:
    """What a delivery held, what was read and put aside, what its sender was told, and what was refused and why."""
    desk = request.app.state.desk
    delivery = {"feed": feed, "date": date, "sender": sender, "sequence": sequence}
    with desk.warehouse.as_guest(guest, Room.WATCH) as connection:
        files = ask(connection, "delivery", **delivery)
    if not files:
        raise Refused(404, "refused.missing")
    key = f"_receipts/{feed}/{date}/{sender}/{sequence}.json"
    told = _told(desk.open_landing, feed, files[0]["business_date"], key)
    return page(request, "watch/receipt", delivery=delivery, files=files, told=told)


def attachment(data: bytes, name: str) -> Response:
    """A workbook to be kept; its name is of codes and dates."""
    return Response(data, media_type=WORKBOOK, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def read(store: ObjectStore, key: str) -> bytes:
    """Refused if it is not there, or the storage does not answer."""
    try:
        return store.read(key, limit=LARGEST)
    except FileNotFoundError:
        raise Refused(404, "refused.missing") from None
    except (StorageError, OSError):
        raise Refused(503, "refused.storage") from None


def holds(store: ObjectStore, key: str) -> bool:
    """Whether an object is there; a storage that does not answer has none."""
    try:
        return any(found.key == key for found in store.scan(key))
    except (StorageError, OSError):
        return False


def _told(open_landing: OpenLanding, feed: str, night: dt.date, key: str) -> Receipt | None:
    """The receipt as its sender finds it; None where there is none: a landing need not take one, or is gone since."""
    try:
        return Receipt.from_mapping(json.loads(read(open_landing(feed, night), key)))
    except (DoisoatError, Refused, ValueError, AttributeError):
        return None
