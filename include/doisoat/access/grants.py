"""Make logins, give them roles and areas, take them away. The database records each of it in audit.event."""

from typing import LiteralString

import psycopg
from psycopg import sql

from doisoat.access.areas import Area
from doisoat.errors import SettingsError
from doisoat.publish.migrate import ROLES
from doisoat.storage.warehouse import Connection, connect, guarded

NAMES = tuple(role.removeprefix("doisoat_") for role in ROLES)
BY_AREA = ("district", "reviewer", "supervisor", "desk")
_EXISTS: LiteralString = "select exists (select from pg_roles where rolname = %s)"
_SHOW: LiteralString = """
select pg_get_userbyid(m.member), replace(m.roleid::regrole::text, 'doisoat_', ''), coalesce(g.level, ''),
    coalesce(g.code, ''), coalesce(g.code_since::text, '')
from pg_auth_members m
left join access.area_grant g on g.login = pg_get_userbyid(m.member) and g.ended_at is null
where m.roleid in (select oid from pg_roles where rolname = any(%s))
and m.member in (select oid from pg_roles where rolcanlogin) and m.member <> current_user::regrole
order by 1, 2, 3, 4"""


@guarded("looking for a login")
def exists(url: str, login: str) -> bool:
    with connect(url) as connection:
        return _exists(connection, login)


@guarded("making a login")
def make_login(url: str, login: str, password: str) -> None:
    """A login that may nothing yet. What goes over the wire, and perhaps into a log, is the password's digest."""
    with connect(url) as connection:
        digest = connection.pgconn.encrypt_password(password.encode(), login.encode(), b"scram-sha-256").decode()
        statement = sql.SQL("create role {} login password {}")
        connection.execute(statement.format(sql.Identifier(login), sql.Literal(digest)))
        connection.execute("select audit.record('login_made', %s)", [login])


@guarded("granting")
def grant(url: str, login: str, *, role: str | None, area: Area | None) -> None:
    """Give a login a role, an area, or both. Giving what it has changes nothing. SettingsError if there is no such."""
    with connect(url) as connection:
        _require(connection, login, role)
        if role is not None:
            _give(connection, "select access.grant_role(%s, %s)", login, role)
        if area is not None:
            values = [login, area.level, area.code, area.since]
            connection.execute("select access.grant_area(%s, %s, %s, %s)", values)


@guarded("revoking")
def revoke(url: str, login: str, *, role: str | None, area: Area | None) -> None:
    """Take a role, an area, or both from a login; SettingsError if it does not have the area."""
    with connect(url) as connection:
        _require(connection, login, role)
        if role is not None:
            _give(connection, "select access.revoke_role(%s, %s)", login, role)
        if area is not None:
            values = [login, area.level, area.code]
            ended = connection.execute("select access.end_area(%s, %s, %s)", values).fetchone()
            if ended == (0,):
                raise SettingsError(f"{login} does not see {area.code or area.level}: nothing to revoke")


@guarded("reading the grants")
def show(url: str) -> list[tuple[str, ...]]:
    """(login, role, level, code, code since) of every login with a role of ours; empty texts where it has no area."""
    with connect(url) as connection:
        return [tuple(row) for row in connection.execute(_SHOW, [list(ROLES)])]


def _give(connection: Connection, query: LiteralString, login: str, role: str) -> None:
    try:
        connection.execute(query, [login, f"doisoat_{role}"])
    except psycopg.errors.InsufficientPrivilege:
        problem = f"the owner of the warehouse may not give doisoat_{role}"
    else:
        return
    raise SettingsError(f"{problem}: let an administrator grant it to the owner with admin option")


def _require(connection: Connection, login: str, role: str | None) -> None:
    if role is not None and role not in NAMES:
        raise SettingsError(f"ROLE is one of {', '.join(NAMES)}, not {role!r}")
    if not _exists(connection, login):
        raise SettingsError(f"there is no login {login!r} on this server")


def _exists(connection: Connection, login: str) -> bool:
    row = connection.execute(_EXISTS, [login]).fetchone()
    return row is not None and bool(row[0])
