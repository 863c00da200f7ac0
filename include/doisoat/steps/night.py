"""What the steps of a night share."""

import datetime as dt

import pyarrow as pa

from doisoat.records.table import Table
from doisoat.settings import Settings
from doisoat.storage.lake import Lake

Counts = dict[str, int | str]
FEEDS = ("population", "beneficiaries", "accounts", "fieldwork", "payments")


def open_lake(settings: Settings) -> Lake:
    return Lake.open(settings.lake, settings.scratch)


def per_feed(lake: Lake, table: Table, date: dt.date) -> pa.Table:
    """A table that each feed, or each kind of record, wrote a part of."""
    return pa.concat_tables(lake.read(table, date, part) for part in lake.parts(table, date))
