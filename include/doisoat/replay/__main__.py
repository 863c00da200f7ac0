"""`python -m doisoat.replay DATE`: make a past night again from the lake and say whether it gives the same rows."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence

from doisoat.errors import DoisoatError, SettingsError
from doisoat.replay.night import rebuild, replay
from doisoat.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Replay a night; exit status 0 if every row is the same. A failure is one line."""
    options = _parser().parse_args(arguments)
    try:
        date, settings = _date(options.date), Settings.from_environ(os.environ, landing="none: a replay reads the lake")
        if options.rebuild:
            rebuild(date, settings)
            return 0
        return _tell(date, settings)
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1


def _tell(date: dt.date, settings: Settings) -> int:
    compared = replay(date, settings)
    for one in compared:
        found = "the same" if one.same else f"{one.made} now, {one.differing} of those kept are not among them"
        print(f"{one.table.path:<28}{one.kept:>9} rows kept: {found}")
    same = all(one.same for one in compared)
    print(f"The night of {date} gives {'the same rows' if same else 'OTHER ROWS'} again.")
    return 0 if same else 1


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.replay", description=__doc__)
    parser.add_argument("date")
    parser.add_argument("--rebuild", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
