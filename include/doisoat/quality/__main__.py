"""`python -m doisoat.quality accept-roll DATE`: say that the roll of a date is right (docs/operating.md, Gates)."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence

from doisoat.errors import DoisoatError, SettingsError
from doisoat.quality.roll import accept_roll


def main(arguments: Sequence[str] | None = None) -> int:
    """Accept a roll; the exit status. A failure is one line."""
    options = _parser().parse_args(arguments)
    try:
        url = os.environ.get("WAREHOUSE_URL")
        if not url:
            raise SettingsError("WAREHOUSE_URL is not set: see docs/operating.md, 'Settings'")
        accept_roll(url, _date(options.date))
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    return 0


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.quality", description=__doc__)
    parser.add_argument("command", choices=("accept-roll",))
    parser.add_argument("date")
    return parser


if __name__ == "__main__":
    sys.exit(main())
