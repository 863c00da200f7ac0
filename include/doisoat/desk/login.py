"""The desk's own login in PostgreSQL, made by whoever owns the warehouse. Its visitors are let in by doisoat.access."""

import secrets

from psycopg import sql

from doisoat.access import grants
from doisoat.access.areas import CITY, OF_OLD, Area
from doisoat.desk.warehouse import KEYS
from doisoat.storage.warehouse import connect, guarded

ROLES = ("doisoat_desk", *dict.fromkeys(role for roles in KEYS.values() for role in roles))


@guarded("making the desk's login")
def ensure_desk_login(owner_url: str, name: str, password: str) -> None:
    """A login that may take every role of the desk's visitors, and has none of their rights unless it does."""
    with connect(owner_url) as connection:
        digest = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256").decode()
        known = grants.exists(owner_url, name)
        change = "alter role {} login noinherit password {}" if known else "create role {} login noinherit password {}"
        connection.execute(sql.SQL(change).format(sql.Identifier(name), sql.Literal(digest)))
        # It inherits nothing, so not even that it may connect.
        (database,) = connection.execute("select current_database()").fetchone() or ("",)
        connection.execute(sql.SQL("grant connect on database {} to {}").format(*map(sql.Identifier, (database, name))))
        for role in ROLES:
            connection.execute(sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(name)))


def let_in_everywhere(owner_url: str, user: str) -> None:
    """Open every room and the whole city to the user of a one-person installation; nobody learns its password."""
    if not grants.exists(owner_url, user):
        grants.make_login(owner_url, user, secrets.token_urlsafe(32))
        for role in ("analyst", "auditor", "district", "supervisor"):
            grants.grant(owner_url, user, role=role, area=Area(CITY, None, OF_OLD))
