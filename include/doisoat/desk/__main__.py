"""`python -m doisoat.desk login` and `… grant <user> --role reviewer --area district:001`, as the warehouse's owner.

WAREHOUSE_URL says where and as whom; DOISOAT_DESK_URL holds the name and password of the desk's own login.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from doisoat.desk.login import ensure_desk_login, grant
from doisoat.errors import DoisoatError, SettingsError

ROLES = ("analyst", "auditor", "payments", "reviewer", "district")
LEVELS = ("city", "district", "ward")


def main(arguments: Sequence[str], environ: Mapping[str, str] = os.environ) -> int:
    """Run a command; its exit status."""
    options = _parser().parse_args(arguments)
    try:
        warehouse = _required(environ, "WAREHOUSE_URL")
        if options.command == "login":
            name, password = _desk(environ)
            ensure_desk_login(warehouse, name, password)
            print(f"the desk may log in as {name}")
        else:
            grant(warehouse, options.user, [f"doisoat_{role}" for role in options.role], options.area)
            print(f"{options.user} was granted {len(options.role)} roles and {len(options.area)} areas")
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.desk", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("login", help="make or renew the desk's own login")
    granting = commands.add_parser("grant", help="let a user of Airflow into rooms of the desk")
    granting.add_argument("user", help="the user's name in Airflow")
    granting.add_argument("--role", action="append", choices=ROLES, default=[])
    granting.add_argument("--area", action="append", type=area, default=[], help="city, district:001 or ward:00001")
    return parser


def area(text: str) -> tuple[str, str | None]:
    """`city`, `district:001` or `ward:00001` as level and code."""
    level, _, code = text.partition(":")
    if level not in LEVELS or bool(code) != (level != "city") or not (code or "0").isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not city, district:001 or ward:00001")
    return level, code or None


def _desk(environ: Mapping[str, str]) -> tuple[str, str]:
    try:
        url = make_url(_required(environ, "DOISOAT_DESK_URL"))
    except ArgumentError:
        raise SettingsError("DOISOAT_DESK_URL is no address of a database") from None
    if not url.username or not url.password:
        raise SettingsError("DOISOAT_DESK_URL names no login or no password")
    return url.username, str(url.password)


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise SettingsError(f"{name} is not set")
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
