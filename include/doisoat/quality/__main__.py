"""Quality by hand, one night at a time.

python -m doisoat.quality accept-roll DATE      say that the roll of a date is right (docs/operating.md, Gates)
python -m doisoat.quality check-linkage DATE    how good the night's linkage is, without knowing the truth
"""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence

from doisoat.errors import DoisoatError, SettingsError
from doisoat.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what is asked; the exit status. A failure is one line."""
    options = _parser().parse_args(arguments)
    try:
        options.command(_date(options.date))
    except (DoisoatError, FileNotFoundError) as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    return 0


def _accept_roll(date: dt.date) -> None:
    from doisoat.quality.roll import accept_roll

    url = os.environ.get("WAREHOUSE_URL")
    if not url:
        raise SettingsError("WAREHOUSE_URL is not set: see docs/operating.md, 'Settings'")
    accept_roll(url, date)


def _check_linkage(date: dt.date) -> None:
    from doisoat.quality.linkage import checks, line

    for feed, check in checks(date, Settings.from_environ(os.environ, landing="none: the checks read the lake")):
        print(line(feed, check))


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m doisoat.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True)
    for name, command in (("accept-roll", _accept_roll), ("check-linkage", _check_linkage)):
        asked = commands.add_parser(name)
        asked.add_argument("date")
        asked.set_defaults(command=command)
    return parser


if __name__ == "__main__":
    sys.exit(main())
