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
        if arguments.out.exists() and any(arguments.out.iterdir()):
            raise SettingsError(f"{arguments.out} is not empty: choose another folder, or remove it first")
        generate(Order(**vars(arguments)), say)
    except DoisoatError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{arguments.out} cannot be written: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m doisoat.synthetic", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="an empty folder, or one to make")
    parser.add_argument("--persons", type=int, required=True, help="people in the register")
    parser.add_argument("--date", type=dt.date.fromisoformat, required=True, help="business date of the first night")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same bytes")
    parser.add_argument("--noise", type=int, default=1, help="0 clean papers, 1 as found, 2 heavy")
    parser.add_argument("--nights", type=int, default=1, help="consecutive business dates")
    parser.add_argument("--population-format", dest="form", choices=list(FORMATS), default="parquet")
    parser.add_argument("--layouts", choices=CHOICES, default="standard", help="of rolls and bank returns")
    parser.add_argument("--deltas", action="store_true", help="the register's later deliveries are deltas")
    parser.add_argument("--refused", action="store_true", help="a bank's second delivery is damaged")
    return parser


if __name__ == "__main__":
    sys.exit(main())
