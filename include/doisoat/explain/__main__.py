"""`python -m doisoat.explain CODE [--date DATE] [--values]`: why a roll entry was linked as it was, as a waterfall, and
why the holders of its accounts were."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence

from doisoat.errors import DoisoatError, SettingsError
from doisoat.explain.lookup import look_up, look_up_holders
from doisoat.explain.waterfall import waterfall
from doisoat.linkage.model import current_model
from doisoat.settings import Settings
from doisoat.storage.lake import Lake


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the explanation; a failure is one line and exit status 1."""
    options = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environ(os.environ, landing="none: an explanation reads the lake")
        lake = Lake.open(settings.lake, settings.scratch)
        asked = (options.code, _date(options.date), lake, current_model())
        explained = [look_up(*asked), *look_up_holders(*asked)]
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    print("\n\n\n".join("\n".join(waterfall(each, values=options.values)) for each in explained))
    return 0


def _date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.explain", description=__doc__)
    parser.add_argument("code")
    parser.add_argument("--date", default="", help="business date; the newest if not given")
    parser.add_argument("--values", action="store_true", help="show names, dates and numbers too")
    return parser


if __name__ == "__main__":
    sys.exit(main())
