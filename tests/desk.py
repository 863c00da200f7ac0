"""The desk without Airflow and without a warehouse, for tests of its door: visitors by name, rights as given."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from fastapi import FastAPI, Request
from starlette.testclient import TestClient

from doisoat.desk.app import Desk, create_app
from doisoat.desk.references import References
from doisoat.desk.session import Sessions
from doisoat.desk.visitor import Guest, Refused, Rights, Room, Visitor
from doisoat.desk.warehouse import DeskWarehouse
from doisoat.storage.objects import ObjectStore, open_store

SECRET = b"of the test"
ORIGIN = "http://testserver"
EVERY_ROOM = dict.fromkeys(Room, "doisoat_reviewer")


@dataclass
class NoWarehouse:
    """Knows rights and no rows: whoever gets as far as a query has passed the door, and is told so by status 503."""

    granted: Mapping[str, Rights] = field(default_factory=dict)

    def rights(self, login: str) -> Rights:
        return self.granted.get(login, Rights())

    @contextmanager
    def as_guest(self, guest: Guest, room: Room) -> Generator[None]:
        assert room in guest.rights.rooms
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
            landing=storage,
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
