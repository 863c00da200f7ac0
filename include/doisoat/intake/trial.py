"""What a night would make of one file: read, repaired, put aside, why a layout did not fit. Nothing is kept."""

import datetime as dt
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.errors import DeliveryRefused
from doisoat.intake.config import load_limits
from doisoat.intake.masking import mask
from doisoat.intake.raw import FIELDS, raw_table
from doisoat.intake.reading import Reading, open_reading
from doisoat.intake.recognise import candidates_for, try_layout
from doisoat.intake.refusals import Sentence
from doisoat.intake.standardise import standardise_rows
from doisoat.intake.workbook import read_book

EXAMPLES = 5
# Refusals by feeds that have nothing to do with such a file, the nearer ones first.
REMOTE = ("columns_missing", "header_not_found", "layout_kind", "layout_not_recognised", "layout_unknown")
SHOWN_ROWS = 10


@dataclass
class Trial:
    """`others` says why each other layout does not fit; `aside` and `quarantined` hold row numbers by reason, `unread`
    by field; of the register, `unread_rows` says only in how many. `repairs` counts codes by column; `examples` are
    masked."""

    layout: str
    feed: str
    encoding: str | None
    rows: int
    accepted: int
    others: dict[str, str]
    unknown_columns: list[str]
    warnings: list[Sentence]
    aside: dict[str, list[int]]
    quarantined: dict[str, list[int]]
    unread: dict[str, list[int]] = field(default_factory=dict)
    unread_rows: dict[str, int] = field(default_factory=dict)
    repairs: dict[str, Counter[str]] = field(default_factory=dict)
    examples: list[dict[str, str]] = field(default_factory=list)


def try_file(path: Path, layout: str | None, *, feeds: Sequence[str], date: dt.date, sender: str | None) -> Trial:
    """Read `path` as a delivery of `date` from `sender` (by default the bank that it names most).

    Works in a private temporary folder. DeliveryRefused if no layout of `feeds` fits.
    """
    refused: list[DeliveryRefused] = []
    for feed in feeds:
        try:
            reading = open_reading(path, path.name, layout, feed=feed, limits=load_limits(feed))
        except DeliveryRefused as why:
            refused.append(why)
            continue
        with tempfile.TemporaryDirectory(prefix="doisoat-try-") as folder:
            return _trial(path, reading, Path(folder), date=date, sender=sender)
    raise min(refused, key=lambda why: REMOTE.index(why.code) if why.code in REMOTE else -1)


def _trial(path: Path, reading: Reading, folder: Path, *, date: dt.date, sender: str | None) -> Trial:
    raw, feed = folder / "raw.parquet", reading.layout.feed
    rows = _write(reading, raw, path.name, date, sender)
    outcome = standardise_rows(feed, raw, folder / "core.parquet", date=date, scratch=folder)
    core = pq.ParquetFile(folder / "core.parquet").read()
    aside: dict[str, list[int]] = {}
    for row in sorted(outcome.quarantine.to_pylist(), key=lambda row: int(row["row_number"])):
        aside.setdefault(f"{row['field']}: {row['reason']}", []).append(row["row_number"])
    return Trial(
        layout=reading.layout.name,
        feed=feed,
        encoding=reading.encoding,
        rows=rows,
        accepted=sum(outcome.accepted.values()),
        others=_others(path, reading.layout.name, feed),
        unknown_columns=reading.unknown_columns,
        warnings=reading.warnings,
        aside=reading.aside,
        quarantined=aside,
        unread=_unread(core, outcome.unread),
        unread_rows={} if outcome.unread is not None else _unread_rows(outcome.counts),
        repairs=_repairs(core),
        examples=[_masked(row) for row in core.slice(0, EXAMPLES).to_pylist()],
    )


def _write(reading: Reading, target: Path, file: str, date: dt.date, sender: str | None) -> int:
    schema, rows = raw_table(reading.layout.feed).schema, 0
    origin: dict[str, Any] = {"delivery_date": date, "sequence": 1, "mode": "full", "file": file}
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for table in reading.tables:
            sender = sender or _sender(table)
            for name, value in {**origin, "sender": sender}.items():
                table = table.append_column(name, pa.repeat(pa.scalar(value), table.num_rows))
            writer.write_table(table.select(schema.names).cast(schema))
            rows += table.num_rows
    return rows


def _sender(table: pa.Table) -> str:
    if "bank_bin" not in table.column_names:
        return "try"
    counts = pc.value_counts(table["bank_bin"].drop_null()).to_pylist()
    return str(max(counts, key=lambda c: int(c["counts"]))["values"]) if counts else "try"


def _others(path: Path, chosen: str, feed: str) -> dict[str, str]:
    limits, reasons = load_limits(feed), {}
    for layout in candidates_for(path, path.name if path.suffix else "any.csv", None, feed=feed):
        if layout.name == chosen:
            continue
        try:
            try_layout(path, layout, read_book(path, limits) if layout.kind == "workbook" else None)
            reasons[layout.name] = "it fits too, but leaves more columns unread"
        except DeliveryRefused as why:
            reasons[layout.name] = str(why)
    return reasons


def _unread(core: pa.Table, unread: pa.ChunkedArray | None) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = {}
    if unread is not None:
        for number, fields in zip(core["row_number"].to_pylist(), unread.to_pylist(), strict=True):
            for name in fields:
                rows.setdefault(name, []).append(number)
    return rows


def _unread_rows(counts: Mapping[str, int]) -> dict[str, int]:
    return {name.removeprefix("unread_"): rows for name, rows in counts.items() if name.startswith("unread_")}


def _repairs(core: pa.Table) -> dict[str, Counter[str]]:
    columns = [name for name in core.column_names if name.endswith("_repairs")]
    counted = {name: Counter(core[name].combine_chunks().flatten().to_pylist()) for name in columns}
    return {name: counts for name, counts in counted.items() if counts}


def _masked(row: dict[str, Any]) -> dict[str, str]:
    fields = {f for names in FIELDS.values() for f in names} | {"bank_bin"}
    return {f: mask(f, value) for f, value in row.items() if f in fields and value is not None}
