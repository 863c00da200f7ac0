"""`python -m doisoat.export --out FOLDER [--date DATE]`, from the warehouse of WAREHOUSE_URL (docs/cookbook.md)."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from doisoat.errors import DoisoatError, SettingsError
from doisoat.export.night import export


def main(arguments: Sequence[str] | None = None) -> int:
    """Export a night and print its folder; the exit status. A failure is one line."""
    options = _parser().parse_args(arguments)
    try:
        url = os.environ.get("WAREHOUSE_URL")
        if not url:
            raise SettingsError("WAREHOUSE_URL is not set: see docs/operating.md, 'Settings'")
        if not options.out:
            raise SettingsError("OUT is the folder to write to")
        print(export(url, Path(options.out), _date(options.date)))
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    return 0


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.export", description=__doc__)
    parser.add_argument("--out", default="")
    parser.add_argument("--date", default="", help="the newest night by default")
    return parser


if __name__ == "__main__":
    sys.exit(main())
