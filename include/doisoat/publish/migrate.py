"""Bring the warehouse to the newest migration: `python -m doisoat.publish.migrate`, WAREHOUSE_URL says which one."""

import os
import sys
from collections.abc import Mapping
from typing import LiteralString

from doisoat.errors import DoisoatError, PublicationError, SettingsError
from doisoat.paths import SQL
from doisoat.storage.warehouse import Connection, connect, guarded

MIGRATIONS = SQL / "warehouse" / "migrations"
# Who may do what: docs/access.md. Roles belong to the server, so the owner must be let make them.
ROLES = tuple(
    f"doisoat_{name}"
    for name in ("pipeline", "analyst", "district", "reviewer", "supervisor", "payments", "auditor", "desk")
)
_LOCK: LiteralString = "select pg_advisory_lock(hashtext('doisoat.migrate'))"
_IS_OWNER: LiteralString = "select has_database_privilege(current_database(), 'CREATE')"
_MAY_MAKE_ROLES: LiteralString = "select rolcreaterole or rolsuper from pg_roles where rolname = current_user"
_MISSING_ROLES: LiteralString = (
    "select name from unnest(%s::text[]) name where name not in (select rolname from pg_roles)"
)
# A supervisor is a reviewer, too. Since PostgreSQL 16 only who made a role, or was told so, gives it to another.
_MEMBERSHIP = "grant doisoat_reviewer to doisoat_supervisor;"
_MAY_NOT_GRANT: LiteralString = """
select not exists (
    select from pg_roles s where s.rolname = 'doisoat_supervisor' and pg_has_role(s.oid, r.oid, 'MEMBER')
) and not pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION') and not exists (
    select from pg_roles o where o.rolname = current_user
    and (o.rolsuper or o.rolcreaterole and current_setting('server_version_num')::integer < 160000)
)
from pg_roles r where r.rolname = 'doisoat_reviewer'"""


@guarded("migrating")
def migrate(url: str) -> int:
    """Apply what is not applied yet, as the owner of the database; returns how many. Safe to call at any time.

    Two callers wait for each other. yoyo's books are in schema `audit`. A login that does not own the database applies
    nothing: PublicationError if there is something to apply. The same if roles are missing that the owner may not make.
    """
    with connect(url) as connection:
        connection.execute("set lock_timeout = '60s'")
        connection.execute(_LOCK)
        if not _one(connection, _IS_OWNER):
            _require_current(connection)
            return 0
        _require_roles(connection)
        connection.execute("create schema if not exists audit")
        connection.commit()
        return _apply(url)


def _require_current(connection: Connection) -> None:
    applied: set[str] = set()
    if _one(connection, "select to_regclass('audit._yoyo_migration') is not null"):
        applied = {name for (name,) in connection.execute("select migration_id from audit._yoyo_migration")}
    if missing := sorted({path.stem for path in MIGRATIONS.glob("*.sql")} - applied):
        raise PublicationError(f"the warehouse lacks {', '.join(missing)}: let its owner migrate it first")


def _require_roles(connection: Connection) -> None:
    missing = [name for (name,) in connection.execute(_MISSING_ROLES, [list(ROLES)])]
    unmade = [] if _one(connection, _MAY_MAKE_ROLES) else [f"create role {name} nologin;" for name in missing]
    if unmade or _one(connection, _MAY_NOT_GRANT):
        statements = " ".join([*unmade, _MEMBERSHIP])
        raise PublicationError(
            f"the owner of the warehouse may not make its roles: let an administrator run {statements}"
        )


def _one(connection: Connection, query: LiteralString) -> bool:
    row = connection.execute(query).fetchone()
    return row is not None and bool(row[0])


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
                for migration in pending:
                    guarded(f"applying migration {migration.id}, of which nothing is left")(backend.apply_one)(
                        migration
                    )
        except MigrationConflict as conflict:
            raise PublicationError(f"two migrations have one name: {conflict}") from None
        return len(pending)


def _with_schema(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"postgresql+psycopg://{rest}{'&' if '?' in rest else '?'}schema=audit"


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Migrate; the exit status. A failure is one line."""
    try:
        if not environ.get("WAREHOUSE_URL"):
            raise SettingsError("WAREHOUSE_URL is not set: see docs/deploying.md, 'Settings'")
        applied = migrate(environ["WAREHOUSE_URL"])
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)  # noqa: T201
        return 1
    print(f"the warehouse has every migration, {applied} of them since now")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
