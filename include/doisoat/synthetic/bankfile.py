"""A bank's account return as a file, as CSV or in records of fixed width."""

import csv
from collections.abc import Sequence
from pathlib import Path

from doisoat.synthetic.layouts import FIXED

HEADER = (
    *("BANK_BIN", "ACCOUNT_NO", "ACCOUNT_TYPE", "HOLDER_NAME", "ID_NO", "DOB", "STATUS", "OPEN_DATE"),
    "REQUEST_REF",
)
NAMES = {FIXED: "accounts.txt"}
WIDTHS = (6, 19, 1, 50, 12, 8, 1, 8, 25)
RECORD = 150
TYPES = {"bank": "B", "social_security": "S", "mobile_money": "M"}
STATUSES = {"active": "A", "dormant": "D", "blocked": "B", "closed": "C"}
Row = tuple[str, ...]  # the columns of HEADER


def write_accounts(path: Path, layout: str, rows: Sequence[Row]) -> None:
    if layout == FIXED:
        _write_fixed(path, rows)
        return
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


def _write_fixed(path: Path, rows: Sequence[Row]) -> None:
    records = [f"H{rows[0][0]}", *map(_record, rows), f"T{len(rows):010d}"]
    with path.open("w", encoding="ascii", newline="") as file:
        file.writelines(f"{record:<{RECORD}}\r\n" for record in records)


def _record(row: Row) -> str:
    number, account, kind, name, identity, birth, status, opened, reference = row
    dates = [date.replace("-", "") for date in (birth, opened)]
    cells = (number, account, TYPES[kind], name, identity, dates[0], STATUSES[status], dates[1], reference)
    return "".join(f"{cell:<{width}}" for cell, width in zip(cells, WIDTHS, strict=True))
