"""The warehouse as a visitor may see it: PostgreSQL judges every transaction as theirs, by role and by area."""

import logging
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import TupleRow, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import ConnectionPool, PoolTimeout

from doisoat.desk.visitor import Guest, Refused, Rights, Room
from doisoat.paths import SQL
from doisoat.storage.warehouse import Connection, describe

# Per room the roles that open it; who has several works under the first of them, but looks up under all.
KEYS = {
    Room.WATCH: ("doisoat_analyst", "doisoat_auditor", "doisoat_payments", "doisoat_reviewer", "doisoat_district"),
    Room.PAYMENTS: ("doisoat_payments", "doisoat_auditor"),
    Room.WORKLISTS: ("doisoat_district",),
    Room.LOOKUP: ("doisoat_reviewer", "doisoat_payments", "doisoat_district"),
    Room.REVIEW: ("doisoat_reviewer",),
    Room.CONTESTED: ("doisoat_supervisor",),
}
# Masked and limited views bear the names of their tables, so one query serves every role.
VIEWS = {"doisoat_analyst": "analyst", "doisoat_auditor": "analyst", "doisoat_district": "district"}
CONNECTIONS = 10
WAIT_SECONDS = 10  # for a free connection
PATIENCE = "10s"  # for a query: a reader who waits longer has gone

log = logging.getLogger(__name__)
Rows = list[dict[str, Any]]


class DeskWarehouse:
    """Connections of the desk's own login, which sees nothing by itself: it takes a visitor's role and areas."""

    def __init__(self, url: str, *, patience: float = WAIT_SECONDS) -> None:
        conninfo = url.replace("postgresql+psycopg://", "postgresql://", 1)
        settings = {"connect_timeout": 15, "application_name": "doisoat desk", "options": "-c timezone=UTC"}
        self._pool: ConnectionPool[psycopg.Connection[TupleRow]] = ConnectionPool(
            conninfo,
            kwargs=settings,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=patience,
            check=ConnectionPool.check_connection,
            open=False,
        )

    def close(self) -> None:
        self._pool.close()

    def rights(self, login: str) -> Rights:
        """What the login was granted. A login that nobody granted anything, or that owns the server, has no rights."""
        with self._transaction(login, "doisoat_desk") as connection:
            (granted,) = ask(connection, "rights", login=login)
        roles = set(granted["roles"])
        rooms = {room: tuple(role for role in keys if role in roles) for room, keys in KEYS.items()}
        opened = {room: own for room, own in rooms.items() if own}
        return Rights(opened, (*granted["districts"], *granted["wards"]), granted["whole_city"])

    @contextmanager
    def as_guest(self, guest: Guest, room: Room, *, role: str | None = None) -> Generator[Connection]:
        """A transaction in which PostgreSQL sees the guest: their login, their role for the room, their areas.

        `role`: another of theirs than the first that opens the room.
        """
        own = guest.rights.rooms.get(room, ())
        if not own or role not in {None, *own}:
            raise Refused(403, "refused.room")
        with self._transaction(guest.login, role or own[0]) as connection:
            yield connection

    @contextmanager
    def _transaction(self, login: str, role: str) -> Generator[Connection]:
        self._pool.open()
        try:
            with self._pool.connection() as connection:
                connection.execute(
                    sql.SQL(
                        "select set_config('doisoat.login', {}, true), set_config('role', {}, true),"
                        " set_config('search_path', {}, true), set_config('statement_timeout', {}, true)"
                    ).format(login, role, f"{VIEWS.get(role, 'reconciled')}, reconciled", PATIENCE)
                )
                yield connection
        except (PoolTimeout, psycopg.OperationalError) as error:
            log.error("the warehouse does not answer the desk: %s", describe(error))
            raise Refused(503, "refused.warehouse") from None


def ask(connection: Connection, name: str, /, **values: object) -> Rows:
    """The rows of sql/warehouse/desk/<name>.sql, each by column name."""
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_query(name), values).fetchall()


def tell(connection: Connection, name: str, /, **values: object) -> int:
    """Run a statement of sql/warehouse/desk that changes something; the number of rows it changed."""
    return connection.execute(_query(name), values).rowcount


def record(connection: Connection, action: str, target: str, detail: Mapping[str, object]) -> None:
    """Append to audit.event who did what to what, and why, in the transaction that shows or changes it."""
    connection.execute("select audit.record(%s, %s, %s)", [action, target, Jsonb(dict(detail))])


@cache
def _query(name: str) -> bytes:
    return (SQL / "warehouse" / "desk" / f"{name}.sql").read_bytes()
