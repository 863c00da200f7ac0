"""`python -m doisoat.access grant | revoke | show`, in the warehouse that WAREHOUSE_URL names: see docs/access.md."""

import argparse
import datetime as dt
import getpass
import os
import sys
from collections.abc import Sequence

from doisoat.access import grants
from doisoat.access.areas import Area, area_of
from doisoat.errors import DoisoatError, SettingsError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; its exit status. A failure is one line."""
    options = _parser().parse_args(arguments)
    try:
        url = os.environ.get("WAREHOUSE_URL")
        if not url:
            raise SettingsError("WAREHOUSE_URL is not set: see docs/operating.md, 'Settings'")
        if options.command == "show":
            _show(url)
        else:
            _change(url, options)
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    return 0


def _change(url: str, options: argparse.Namespace) -> None:
    area = _area(options.area, options.date)
    if not options.login or (not options.role and area is None):
        raise SettingsError(f"{options.command} takes LOGIN, and ROLE or AREA or both")
    if options.role and options.role not in grants.NAMES:
        raise SettingsError(f"ROLE is one of {', '.join(grants.NAMES)}, not {options.role!r}")
    if options.command == "revoke":
        grants.revoke(url, options.login, role=options.role or None, area=area)
        return
    if not grants.exists(url, options.login):
        grants.make_login(url, options.login, _password(options.login))
    grants.grant(url, options.login, role=options.role or None, area=area)
    if options.role in grants.BY_AREA and area is None:
        print(f"{options.login} sees nothing until an AREA is granted too", file=sys.stderr)


def _area(text: str, date: str) -> Area | None:
    try:
        day = dt.date.fromisoformat(date) if date else dt.date.today()
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {date!r}") from None
    return area_of(text, day) if text else None


def _password(login: str) -> str:
    """Asked for, so that it stands in no history; or the first line of what is piped in."""
    prompt = f"Password of the new login {login}: "
    password = getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    if not password:
        raise SettingsError(f"{login} is a new login and needs a password")
    return password


def _show(url: str) -> None:
    for row in grants.show(url):
        print("\t".join(row).rstrip())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.access", description=__doc__)
    parser.add_argument("command", choices=("grant", "revoke", "show"))
    parser.add_argument("--login", default="")
    parser.add_argument("--role", default="", help=", ".join(grants.NAMES))
    parser.add_argument("--area", default="", help="city, or the code of a district or ward")
    parser.add_argument("--date", default="", help="the day whose area codes are meant; today by default")
    return parser


if __name__ == "__main__":
    sys.exit(main())
