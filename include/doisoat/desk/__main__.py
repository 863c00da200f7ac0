"""`python -m doisoat.desk`: make or renew the desk's own login, whose name and password DOISOAT_DESK_URL holds.

WAREHOUSE_URL says in which warehouse, as its owner. Users are let in with `python -m doisoat.access`.
"""

import os
import sys
from collections.abc import Mapping

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from doisoat.desk.login import ensure_desk_login
from doisoat.errors import DoisoatError, SettingsError


def main(environ: Mapping[str, str] = os.environ) -> int:
    """Its exit status; a failure is one line."""
    try:
        warehouse = _required(environ, "WAREHOUSE_URL")
        name, password = _login(_required(environ, "DOISOAT_DESK_URL"))
        ensure_desk_login(warehouse, name, password)
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    print(f"the desk may log in as {name}")
    return 0


def _login(text: str) -> tuple[str, str]:
    try:
        url = make_url(text)
    except ArgumentError:
        raise SettingsError("DOISOAT_DESK_URL is no address of a database") from None
    if not url.username or not url.password:
        raise SettingsError("DOISOAT_DESK_URL names no login or no password")
    return url.username, str(url.password)


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name)
    if not value:
        raise SettingsError(f"{name} is not set: see docs/operating.md, 'Settings'")
    return value


if __name__ == "__main__":
    sys.exit(main())
