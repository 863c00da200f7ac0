"""The desk's own login in PostgreSQL, made by whoever owns the warehouse. Its visitors are let in by doisoat.access."""

import secrets
from typing import LiteralString

import psycopg
from psycopg import sql

from doisoat.access import grants
from doisoat.access.areas import CITY, OF_OLD, Area
from doisoat.desk.warehouse import KEYS
from doisoat.errors import SettingsError
from doisoat.storage.warehouse import connect, guarded

EVERYWHERE = ("analyst", "auditor", "district", "supervisor", "payments")
_EVER_GIVEN: LiteralString = """
select action, coalesce(detail ->> 'role', detail ->> 'level') from audit.event
where object = %s and action in ('role_granted', 'area_granted')"""
_NOT_TAKEN: LiteralString = """
select role from unnest(%s::text[]) role
where not exists (select from pg_roles l where l.rolname = %s and pg_has_role(l.oid, role, 'MEMBER'))"""
ROLES = ("doisoat_desk", *dict.fromkeys(role for roles in KEYS.values() for role in roles))


@guarded("making the desk's login")
def ensure_desk_login(owner_url: str, name: str, password: str) -> None:
    """A login that may take every role of the desk's visitors, and has none of their rights unless it does.

    Where the owner of the warehouse may not make it, an administrator has; SettingsError says what is still to be run.
    """
    try:
        _make(owner_url, name, password)
    except psycopg.errors.InsufficientPrivilege:
        lacking = _lacking(owner_url, name)
    else:
        return
    if lacking:
        problem = "the owner of the warehouse may not make the desk's login"
        raise SettingsError(f"{problem}: let an administrator run {' '.join(lacking)}")


def _make(owner_url: str, name: str, password: str) -> None:
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


def _lacking(owner_url: str, name: str) -> list[str]:
    """Statements for an administrator; what the password is only they know."""
    with connect(owner_url) as connection:
        roles = [role for (role,) in connection.execute(_NOT_TAKEN, [list(ROLES), name])]
        database = connection.info.dbname
    create = (f"create role {name} login noinherit password '…';", f"grant connect on database {database} to {name};")
    made = grants.exists(owner_url, name)
    return [*(() if made else create), *([f"grant {', '.join(roles)} to {name};"] if roles else [])]


@guarded("letting a user in everywhere")
def let_in_everywhere(owner_url: str, user: str) -> None:
    """Open every room and the whole city to the user of a one-person installation; nobody learns its password.

    Done again, it opens what a newer version has brought. What was taken from the user since stays taken.
    """
    given: set[tuple[str, str]] = set()
    if grants.exists(owner_url, user):
        with connect(owner_url) as connection:
            given = {(action, what) for action, what in connection.execute(_EVER_GIVEN, [user])}
    else:
        grants.make_login(owner_url, user, secrets.token_urlsafe(32))
    for role in EVERYWHERE:
        if ("role_granted", f"doisoat_{role}") not in given:
            grants.grant(owner_url, user, role=role, area=None)
    if ("area_granted", CITY) not in given:
        grants.grant(owner_url, user, role=None, area=Area(CITY, None, OF_OLD))
