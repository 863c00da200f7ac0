"""`python -m doisoat.quality DATE`: how good a night's linkage is, without knowing the truth.

Reads the night from the lake and links parts of it again, in ways whose outcome is known (linkage/checks.py); writes
nothing. It takes as long as linking two or three times.
"""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Iterator, Sequence

from doisoat.errors import DoisoatError, SettingsError
from doisoat.linkage.checks import Check, control_check, masked_check, shift_births
from doisoat.linkage.model import current_model
from doisoat.records import core, link
from doisoat.settings import Settings
from doisoat.storage.lake import Lake

FEEDS = ((core.BENEFICIARIES, link.BENEFICIARY_PERSON), (core.ACCOUNTS, link.ACCOUNT_PERSON))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line per feed and check. A failure is one line and exit status 1."""
    parser = argparse.ArgumentParser(prog="python -m doisoat.quality", description=__doc__)
    parser.add_argument("date")
    text = parser.parse_args(arguments).date
    try:
        settings = Settings.from_environ(os.environ, landing="none: the checks read the lake")
        for feed, check in checks(_date(text), settings):
            print(_line(feed, check))
    except (DoisoatError, FileNotFoundError) as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    return 0


def checks(date: dt.date, settings: Settings) -> Iterator[tuple[str, Check]]:
    """The feed and its checks, one after the other."""
    lake, model = Lake.open(settings.lake, settings.scratch), current_model()
    with lake.file(core.POPULATION, date) as population, lake.scratch() as folder:
        shifted = folder / "shifted.parquet"
        shift_births(population, shifted)
        for records, judged in FEEDS:
            rows = lake.read(records, date)
            yield records.name, masked_check(population, rows, lake.read(judged, date), model)
            yield records.name, control_check(shifted, rows, model)


def _line(feed: str, check: Check) -> str:
    accepted = f"{check.accepted} accepted ({_share(check.accepted, check.records)})"
    review = (
        f"{check.review} for review ({_share(check.review, check.records)})" if check.name == "masked" else "all false"
    )
    false = f"{check.false} false, {check.expected:.1f} expected by their probabilities"
    return f"{feed:<14} {check.name:<8} {check.records:>8} records: {accepted}, {review}; {false}"


def _share(part: int, whole: int) -> str:
    return f"{part / max(whole, 1):.2%}"


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {text!r}") from None


if __name__ == "__main__":
    sys.exit(main())
