"""Show what a night would make of one file, and touch nothing: make try-file FILE=… [LAYOUT=…] [FEED=…].

Nothing is printed that tells who is in the file: counts, row numbers, codes, headers, and masked examples.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from doisoat.errors import DeliveryRefused, DoisoatError
from doisoat.intake.layouts import load_layouts
from doisoat.intake.raw import FIELDS
from doisoat.intake.refusals import refuse
from doisoat.intake.trial import REMOTE, SHOWN_ROWS, Trial, try_file

_REFUSED, _WRONG_USE = 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 when the file would be taken, 1 when it would be refused, 2 when it cannot be tried."""
    given = _parser().parse_args(arguments)
    try:
        trial = try_file(given.file, given.layout, feeds=_feeds(given), date=given.date, sender=given.sender)
    except DeliveryRefused as refused:
        return _say(_refusal(refused, given), _REFUSED)
    except DoisoatError as error:
        return _say([str(error)], _WRONG_USE)
    except OSError as error:
        return _say([f"{given.file.name}: {error.strerror}"], _WRONG_USE)
    except Exception as error:
        # What a parser says may quote the file.
        damaged = refuse("file_damaged", file=given.file.name, kind=type(error).__name__)
        return _say(_refusal(damaged, given), _REFUSED)
    return _say(list(describe(trial, given.date)), 0)


def describe(trial: Trial, date: dt.date) -> Iterator[str]:
    """The lines to print."""
    yield f"layout       {trial.layout} ({trial.feed})"
    for name, reason in trial.others.items():
        yield f"  not {name}: {reason}"
    if trial.encoding:
        yield f"encoding     {trial.encoding}"
    yield f"rows read    {trial.rows}"
    yield f"  accepted     {trial.accepted}"
    yield f"  quarantined  {sum(map(len, trial.quarantined.values()))}"
    for reason, rows in sorted(trial.quarantined.items()):
        yield f"    {reason}: {len(rows)} (rows {_listed(rows)})"
    for name, rows in sorted(trial.unread.items()):
        yield f"not understood  {name}: {len(rows)} (rows {_listed(rows)})"
    for name, count in trial.unread_rows.items():
        yield f"not understood  {name}: {count}"
    if trial.unread.keys() & {"ward_name", "district_name"}:
        yield f"                areas are those of {date}; a file of another day: DATE=<date>"
    for column, codes in trial.repairs.items():
        yield f"{column}  {', '.join(f'{code} {n}' for code, n in codes.most_common())}"
    for kind, rows in trial.aside.items():
        yield f"no data      {kind}: {len(rows)} (rows {_listed(rows)})"
    if trial.unknown_columns:
        yield f"unknown columns  {' | '.join(trial.unknown_columns)}"
    for warning in trial.warnings:
        yield f"warning      {warning.english}"
        yield f"             {warning.vietnamese}"
    for number, example in enumerate(trial.examples, 1):
        yield f"example {number}"
        yield from (f"  {name:28} {value}" for name, value in example.items())


def _refusal(refused: DeliveryRefused, given: argparse.Namespace) -> list[str]:
    lines = [f"REFUSED ({refused.code})", f"  {refused}", f"  {refused.vietnamese}"]
    if refused.code in REMOTE and len(feeds := _feeds(given)) > 1:
        lines.append(f"  it was tried as {', '.join(feeds)}: FEED=<one of them> says what is wrong with it as that")
    return lines


def _listed(rows: list[int]) -> str:
    return ", ".join(map(str, rows[:SHOWN_ROWS])) + (", …" if len(rows) > SHOWN_ROWS else "")


def _feeds(given: argparse.Namespace) -> list[str]:
    """Of a layout that is named, its feed; otherwise all, or the one that is asked for."""
    feeds = [given.feed] if given.feed else list(FIELDS)
    return [feed for feed in feeds if given.layout in load_layouts(feed)] or feeds if given.layout else feeds


def _say(lines: Sequence[str], code: int) -> int:
    sys.stdout.write("\n".join(lines) + "\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.intake.try_file", description=__doc__)
    parser.add_argument("file", type=lambda text: Path(text).expanduser())  # not every shell does it behind FILE=
    parser.add_argument("--layout", type=_optional)
    parser.add_argument("--feed", type=_optional, choices=[*FIELDS, None])
    parser.add_argument("--sender", type=_optional, help="sender of the delivery; by default the bank in the file")
    parser.add_argument("--date", type=dt.date.fromisoformat, default=dt.date.today())  # noqa: DTZ011  # a default
    return parser


def _optional(text: str) -> str | None:
    return text or None


if __name__ == "__main__":
    sys.exit(main())
