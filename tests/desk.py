"""The desk without Airflow and without a warehouse, for tests of its door: visitors by name, rights as given.

And a pay run to look at, for tests with a warehouse.
"""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from psycopg.types.json import Jsonb
from starlette.testclient import TestClient

from doisoat.desk.app import Desk, create_app
from doisoat.desk.references import References
from doisoat.desk.session import Sessions
from doisoat.desk.visitor import Guest, Refused, Rights, Room, Visitor
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.storage.objects import ObjectStore, open_store
from doisoat.storage.warehouse import connect

SECRET = b"of the test"
ORIGIN = "http://testserver"
EVERY_ROOM = dict.fromkeys(Room, ("doisoat_reviewer",))
PERIOD = "2024-02"
RUN = """
insert into payments.run (run_id, period, number, business_date, started_by, state, digest, totals,
    instructions_before, decided_by, decided_at, instructed_on, written_at)
values ('2024-02/1', '2024-02', 1, '2024-01-12', 'mai', 'approved', 'abcdef', %s,
    0, 'hoa', now(), '2024-01-12', now())"""
WARNINGS = ["account_resting 2", "recipient_gone 970405", "amount_moved -14%"]
TOTALS = {"payments": 3, "amount": 1_320_000, "withheld": {"held": {"payments": 7, "amount": 1}}, "warnings": WARNINGS}
TOTALS |= {"pay_channel": {"bank": {"payments": 3, "amount": 1_320_000}}, "kind": {}, "channel_reason": {}}
CLOSING = """
insert into reconciled.payment_closing
values ('2024-01-13', '2024-02', 'bank', '970436', '001', 3, 1320000, 880000, 0, 0, 0, 0, 439000, 0, 1000, 0)"""


@dataclass
class NoWarehouse:
    """Knows rights and no rows: whoever gets as far as a query has passed the door, and is told so by status 503."""

    granted: Mapping[str, Rights] = field(default_factory=dict)

    def rights(self, login: str) -> Rights:
        return self.granted.get(login, Rights())

    @contextmanager
    def as_guest(self, guest: Guest, room: Room, *, role: str | None = None) -> Generator[None]:
        assert role in {None, *guest.rights.rooms[room]}
        raise Refused(503, "refused.warehouse")
        yield


async def by_header(request: Request) -> Visitor:
    """The user named in a header; `looks` may look and not act."""
    login = request.headers.get("x-user")
    if login is None:
        raise Refused(401, "refused.login")
    return Visitor(login, may_act=login != "looks")


def desk_app(
    granted: Mapping[str, Rights], *, warehouse: DeskWarehouse | None = None, storage: ObjectStore | None = None
) -> FastAPI:
    """A desk that knows visitors by a header; without a warehouse its rights are those `granted`.

    `storage` is both its lake and its landing; without one both are empty.
    """
    storage = storage or open_store("/nowhere")
    return create_app(
        Desk(
            authenticate=by_header,
            warehouse=warehouse or NoWarehouse(granted),  # type: ignore[arg-type]
            lake=storage,
            open_landing=lambda _, __: storage,
            sessions=Sessions(SECRET),
            references=References(SECRET),
            read_runs=lambda _: [],
            origin=ORIGIN,
            sign_in="/login",
        )
    )


def client(app: FastAPI, user: str | None = None) -> TestClient:
    headers = {} if user is None else {"x-user": user}
    return TestClient(app, headers=headers, follow_redirects=False)


def pay(url: str) -> None:
    """A period of which 1,000 đồng are missing."""
    with connect(url) as connection:
        connection.execute(RUN, [Jsonb(TOTALS)])
        connection.execute(CLOSING)
