"""`make worklist WARD=<code> OUT=<file> PURPOSE=<why>`: a ward's workbook, taken out of the lake and logged."""

import argparse
import datetime as dt
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from doisoat.access.purposes import PURPOSES
from doisoat.errors import DoisoatError, SettingsError
from doisoat.storage.objects import open_store
from doisoat.worklists.fetch import fetch


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the workbook; exit status 1 and one line when it cannot be had."""
    parser = argparse.ArgumentParser(prog="python -m doisoat.worklists", description=__doc__)
    parser.add_argument("--ward", required=True)
    parser.add_argument("--out", required=True, type=Path)
    parser.add_argument("--purpose", default="")
    parser.add_argument("--date", default="")
    options = parser.parse_args(arguments)
    try:
        _write(options.ward, options.out, options.date, options.purpose)
    except DoisoatError as error:
        sys.stderr.write(f"doisoat: {error}\n")
        return 1
    return 0


def _write(ward: str, out: Path, date: str, purpose: str) -> None:
    if not ward.isdigit() or not out.name:
        raise SettingsError("WARD is the code of a ward, such as 00001, and OUT the file to write")
    if not out.parent.is_dir() or out.is_dir():  # asked before: what is fetched is logged
        raise SettingsError(f"OUT is a file in a folder that exists, not {str(out)!r}")
    try:
        night = dt.date.fromisoformat(date) if date else None
    except ValueError:
        raise SettingsError(f"DATE is a day such as 2024-01-12, not {date!r}") from None
    if purpose not in PURPOSES:
        raise SettingsError(f"PURPOSE is why the list is taken, which is logged: one of {', '.join(PURPOSES)}")
    url, lake = os.environ.get("WAREHOUSE_URL"), os.environ.get("DOISOAT_LAKE")
    if not url or not lake:
        raise SettingsError("WAREHOUSE_URL and DOISOAT_LAKE must be set: see docs/operating.md, 'Settings'")
    data = fetch(ward, url=url, store=open_store(lake), purpose=purpose, date=night)
    out.touch(mode=0o600)  # it names people: for who asked for it, also where the file was there before
    out.chmod(0o600)
    out.write_bytes(data)


if __name__ == "__main__":
    raise SystemExit(main())
