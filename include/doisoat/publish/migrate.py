"""Bring the warehouse to the newest migration."""

from typing import LiteralString

from doisoat.errors import PublicationError
from doisoat.paths import SQL
from doisoat.storage.warehouse import connect, guarded

MIGRATIONS = SQL / "warehouse" / "migrations"
_LOCK: LiteralString = "select pg_advisory_lock(hashtext('doisoat.migrate'))"


@guarded("migrating")
def migrate(url: str) -> int:
    """Apply what is not applied yet, as the owner of the database; returns how many. Safe to call at any time.

    Two callers wait for each other. yoyo's books are in schema `audit`.
    """
    with connect(url) as connection:
        connection.execute("set lock_timeout = '60s'")
        connection.execute(_LOCK)
        connection.execute("create schema if not exists audit")
        connection.commit()
        return _apply(url)


def _apply(url: str) -> int:
    from yoyo import get_backend, read_migrations
    from yoyo.exceptions import MigrationConflict

    backend = get_backend(_with_schema(url))
    with backend:
        # Whoever still holds yoyo's own lock is dead: the living hold the advisory lock, and we have that.
        backend.break_lock()
        pending = backend.to_apply(read_migrations(str(MIGRATIONS)))
        try:
            with backend.lock():
                backend.apply_migrations(pending)
        except MigrationConflict as conflict:
            raise PublicationError(f"two migrations have one name: {conflict}") from None
        return len(pending)


def _with_schema(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}{'&' if '?' in rest else '?'}schema=audit"
