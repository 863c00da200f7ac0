"""Receive a feed: choose its deliveries, verify and read them, keep their rows as sent."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq

from doisoat.intake.accounting import account
from doisoat.intake.choose import Choice, choose
from doisoat.intake.config import Limits, load_limits
from doisoat.intake.deliveries import Delivery
from doisoat.intake.examine import Examined, examine
from doisoat.intake.raw import raw_table, replaced_part
from doisoat.intake.receipts import write_receipt
from doisoat.records.core import FILE_ACCOUNTING
from doisoat.storage.lake import Lake
from doisoat.storage.objects import ObjectStore


def _clock() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def receive(
    feed: str,
    date: dt.date,
    *,
    landing: ObjectStore,
    lake: Lake,
    now: Callable[[], dt.datetime] = _clock,
) -> dict[str, int | str]:
    """Write raw/<feed>, the feed's part of core/file_accounting and a receipt per delivery; return counts.

    SourceMissing if no delivery is fresh enough and can be trusted; the receipts are written all the same.
    """
    limits, unwritten = load_limits(feed), 0
    with lake.scratch() as folder:

        def examine_one(delivery: Delivery, superseded: bool) -> Examined:
            nonlocal unwritten
            prefix = f"{delivery.sequence}/" if superseded else ""
            place = folder / f"{delivery.date}-{delivery.sender}-{delivery.sequence}"
            examined = examine(delivery, landing, limits=limits, folder=place, prefix=prefix)
            unwritten += not write_receipt(examined, landing, at=now())
            return examined

        choice = choose(feed, date, landing, limits=limits, examine=examine_one)
        _keep_rows(choice, feed, date, lake, folder)
    lake.write(FILE_ACCOUNTING, date, account(choice, date), part=feed)
    return _counts(choice, date, limits, unwritten)


def _keep_rows(choice: Choice, feed: str, date: dt.date, lake: Lake, folder: Path) -> None:
    table = raw_table(feed)
    used = [file.path for examined in choice.used.values() for file in examined.files if file.path]
    lake.put(table, date, _joined(used, folder / "data.parquet"))
    for examined in choice.replaced:
        part = replaced_part(examined.delivery.sender, examined.delivery.sequence)
        files = [file.path for file in examined.files if file.path]
        lake.put(table, date, _joined(files, folder / f"{part}.parquet"), part=part)


def _joined(files: list[Path], target: Path) -> Path:
    """One Parquet file of several, a row group at a time; the file itself if it is one."""
    if len(files) == 1:
        return files[0]
    with pq.ParquetWriter(target, pq.read_schema(files[0]), compression="zstd") as writer:
        for path in files:
            source = pq.ParquetFile(path)
            for group in range(source.num_row_groups):
                writer.write_table(source.read_row_group(group))
    return target


def _counts(choice: Choice, date: dt.date, limits: Limits, unwritten: int) -> dict[str, int | str]:
    files = [file for examined in choice.used.values() for file in examined.files]
    carried = sum(examined.delivery.date < date for examined in choice.used.values())
    counts: dict[str, int | str] = {
        "deliveries": len(choice.used),
        "carried_forward": carried,
        "replaced": len(choice.replaced),
        "refused": len(choice.refused),
        "files": len(files),
        "rows": sum(file.rows or 0 for file in files),
        "unknown_columns": sum(file.unknown_columns for file in files),
    }
    if warnings := _warnings(choice, date, limits, unwritten):
        counts["warning"] = "; ".join(warnings)
    return counts


def _warnings(choice: Choice, date: dt.date, limits: Limits, unwritten: int) -> list[str]:
    warnings = []
    for sender, examined in choice.used.items():
        age = (date - examined.delivery.date).days
        if age > limits.warn_after_days:
            warnings.append(f"{sender}: its delivery is {age} days old")
        warnings += [f"{sender}, {file.entry.name}: {w}" for file in examined.files for w in file.warnings]
    if unwritten:
        warnings.append(f"{unwritten} receipts could not be written to the landing")
    return warnings
