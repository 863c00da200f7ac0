"""python -m doisoat.synthetic: write a synthetic landing zone."""

import argparse
import datetime as dt
import sys
import time
from pathlib import Path

from doisoat.errors import DoisoatError, SettingsError
from doisoat.synthetic.layouts import CHOICES
from doisoat.synthetic.order import Order
from doisoat.synthetic.register import FORMATS
from doisoat.synthetic.zone import generate


def main() -> int:
    arguments = _parser().parse_args()
    started = time.monotonic()

    def say(text: str) -> None:
        print(f"{time.monotonic() - started:6.1f} s  {text}", file=sys.stderr, flush=True)

    try:
        order = _order(arguments)
        if order.out.exists() and any(order.out.iterdir()):
            raise SettingsError(f"{order.out} is not empty: choose another folder, or remove it first")
        generate(order, say)
    except DoisoatError as error:
        print(f"doisoat: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"doisoat: {arguments.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _order(given: argparse.Namespace) -> Order:
    """What is asked for, which `make generate` hands on as it was given; SettingsError for what cannot be."""
    if not given.out:
        raise SettingsError("OUT is the folder to write, an empty one or one to make: OUT=<folder>")
    try:
        date = dt.date.fromisoformat(given.date)
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {given.date!r}") from None
    numbers = {
        "persons": _number("PERSONS", given.persons, least=1, such_as="20000"),
        "seed": _number("SEED", given.seed, least=0, such_as="1"),
        "noise": _number("NOISE", given.noise, least=0, such_as="1"),
        "nights": _number("--nights", given.nights, least=1, such_as="3"),
    }
    return Order(**{**vars(given), **numbers, "out": Path(given.out).expanduser(), "date": date})


def _number(name: str, text: str, *, least: int, such_as: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < least:
        raise SettingsError(f"{name} is a whole number, {least} or more, such as {such_as}, not {text!r}")
    return int(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.synthetic", description=__doc__)
    parser.add_argument("--out", default="", help="an empty folder, or one to make")
    parser.add_argument("--persons", default="", help="people in the register")
    parser.add_argument("--date", default="", help="business date of the first night")
    parser.add_argument("--seed", default="1", help="the same seed gives the same bytes")
    parser.add_argument("--noise", default="1", help="0 clean papers, 1 as found, 2 heavy")
    parser.add_argument("--nights", default="1", help="consecutive business dates")
    parser.add_argument("--population-format", dest="form", choices=list(FORMATS), default="parquet")
    parser.add_argument("--layouts", choices=CHOICES, default="standard", help="of rolls and bank returns")
    parser.add_argument("--deltas", action="store_true", help="the register's later deliveries are deltas")
    parser.add_argument("--refused", action="store_true", help="a bank's second delivery is damaged")
    return parser


if __name__ == "__main__":
    sys.exit(main())
