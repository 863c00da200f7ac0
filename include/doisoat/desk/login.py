"""The desk's own login in PostgreSQL, and the grants of people: made by whoever owns the warehouse, safe to repeat."""

from collections.abc import Sequence

from psycopg import sql

from doisoat.desk.warehouse import KEYS
from doisoat.storage.warehouse import connect, guarded

ROLES = ("doisoat_desk", *dict.fromkeys(role for roles in KEYS.values() for role in roles))


@guarded("making the desk's login")
def ensure_desk_login(owner_url: str, name: str, password: str) -> None:
    """A login that may take every role of the desk's visitors, and has none of their rights unless it does."""
    with connect(owner_url) as connection:
        known = connection.execute("select from pg_roles where rolname = %s", [name]).rowcount
        change = "alter role {} login noinherit password {}" if known else "create role {} login noinherit password {}"
        connection.execute(sql.SQL(change).format(sql.Identifier(name), sql.Literal(password)))
        # It inherits nothing, so not even that it may connect.
        (database,) = connection.execute("select current_database()").fetchone() or ("",)
        connection.execute(sql.SQL("grant connect on database {} to {}").format(*map(sql.Identifier, (database, name))))
        for role in ROLES:
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(name)))


@guarded("granting a visitor's roles")
def grant_everything(owner_url: str, login: str) -> None:
    """Make the user of a one-person installation a visitor of every room and of the whole city."""
    grant(owner_url, login, ("doisoat_analyst", "doisoat_reviewer"), [("city", None)])


@guarded("granting a visitor's roles")
def grant(owner_url: str, login: str, roles: Sequence[str], areas: Sequence[tuple[str, str | None]]) -> None:
    """Let the Airflow user `login` do what `roles` may, in `areas`: (level, code) pairs. What is granted stays."""
    with connect(owner_url) as connection:
        if connection.execute("select from pg_roles where rolname = %s", [login]).rowcount == 0:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(login)))
        for role in roles:
            if not connection.execute("select pg_has_role(%s, %s, 'USAGE')", [login, role]).fetchone()[0]:  # type: ignore[index]
                connection.execute("select access.grant_role(%s, %s)", [login, role])
        for level, code in areas:
            connection.execute("select access.grant_area(%s, %s, %s, '2000-01-01')", [login, level, code])
