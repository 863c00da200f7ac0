"""What a suite's bounds depend on and a file cannot hold: rows read, the year, the codes that are known."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.identifiers.structure import LAST_DAY_OF_OLD_CARDS
from doisoat.records import core
from doisoat.storage.lake import Lake
from doisoat.storage.reference import load_banks, load_programmes


def core_parameters(feed: str, date: dt.date, lake: Lake) -> dict[str, Any]:
    """The `$PARAMETER`s of expectations/core/<feed>.json on a business date."""
    parts = [lake.read(core.FILE_ACCOUNTING, date, part) for part in lake.parts(core.FILE_ACCOUNTING, date)]
    parameters: dict[str, Any] = {
        "rows_read": rows_read(feed, pa.concat_tables(parts)),
        "business_year": date.year,
    }
    if feed == "beneficiaries":
        parameters["programme_codes"] = sorted(load_programmes())
        parameters["expired_id_kinds"] = ["old"] if date > LAST_DAY_OF_OLD_CARDS else []
    if feed == "accounts":
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
