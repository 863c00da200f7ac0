"""What a suite's bounds depend on and a file cannot hold: rows read, the year, the codes that are known."""

import csv
import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.paths import REFERENCE
from doisoat.records import core
from doisoat.storage.lake import Lake

PROGRAMMES = ("benefits_nd20_2021.csv", "benefits_nguoi_co_cong.csv")


def core_parameters(feed: str, date: dt.date, lake: Lake) -> dict[str, Any]:
    """The `$PARAMETER`s of expectations/core/<feed>.json on a business date."""
    parts = [lake.read(core.FILE_ACCOUNTING, date, part) for part in lake.parts(core.FILE_ACCOUNTING, date)]
    parameters: dict[str, Any] = {
        "rows_read": rows_read(feed, pa.concat_tables(parts)),
        "business_year": date.year,
    }
    if feed == "beneficiaries":
        parameters["programme_codes"] = programme_codes()
    if feed == "accounts":
        from doisoat.storage.reference import load_banks

        parameters["bank_bins"] = sorted(load_banks().bins)
    return parameters


def rows_read(feed: str, accounting: pa.Table) -> int:
    """Rows in the files of `feed` that went on: accepted, and not replaced by a later delivery of the same day."""
    files = accounting.filter((pc.field("feed") == feed) & (pc.field("outcome") == "accepted")).to_pylist()
    newest: dict[tuple[str, dt.date], int] = {}
    for file in files:
        key = (file["sender"], file["delivery_date"])
        newest[key] = max(newest.get(key, 0), file["sequence"])
    return sum(f["rows_read"] for f in files if f["sequence"] == newest[f["sender"], f["delivery_date"]])


def programme_codes() -> list[str]:
    """The codes of the legal programmes in include/reference."""
    codes = set()
    for name in PROGRAMMES:
        with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
            codes |= {row["code"] for row in csv.DictReader(file)}
    return sorted(codes)
