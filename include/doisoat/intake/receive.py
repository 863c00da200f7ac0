"""Receive a feed: choose its deliveries, verify and read them, keep their rows as sent."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from doisoat.errors import SourceMissing
from doisoat.intake.accounting import account
from doisoat.intake.choose import Choice, choose
from doisoat.intake.config import Limits, load_limits
from doisoat.intake.deliveries import Listing
from doisoat.intake.examine import Examiner
from doisoat.intake.gather import gather, settled
from doisoat.intake.raw import raw_table, replaced_part
from doisoat.intake.receipts import write_receipt
from doisoat.intake.rows_file import joined
from doisoat.intake.senders import Senders
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
    senders: Senders | None = None,
    now: Callable[[], dt.datetime] = _clock,
) -> dict[str, int | str]:
    """Write raw/<feed>, the feed's part of core/file_accounting and a receipt per delivery; return counts.

    Without `senders` nobody is registered, so nobody must sign. SourceMissing if no delivery is fresh enough and can
    be trusted, unless the feed is optional; receipts and the accounting of what was refused are written all the same.
    """
    limits = load_limits(feed)
    with lake.scratch() as folder:
        examiner = Examiner(landing, limits, senders or Senders(), folder)
        listing = Listing(landing, feed)
        if limits.adds_up:
            _, since = settled(feed, date, limits, lake)
            choice = gather(listing, date, since=since, open_one=examiner.open, read_one=examiner.read)
        else:
            choice = choose(listing, date, limits=limits, open_one=examiner.open, read_one=examiner.read)
        unwritten = sum(not write_receipt(examined, landing, at=now()) for examined in choice.all)
        if choice.used or limits.optional:
            _keep_rows(choice, feed, date, lake, folder)
    lake.write(FILE_ACCOUNTING, date, account(choice, date), part=feed)
    if not choice.used and not limits.optional:
        raise SourceMissing(_explanation(feed, date, choice, limits))
    return _counts(choice, date, limits, unwritten)


def _keep_rows(choice: Choice, feed: str, date: dt.date, lake: Lake, folder: Path) -> None:
    table = raw_table(feed)
    used = [file.path for chain in choice.used.values() for one in chain for file in one.files if file.path]
    if used:
        lake.put(table, date, joined(used, folder / "data.parquet", table.schema))
    else:
        lake.write(table, date, table.schema.empty_table())
    for examined in choice.replaced:
        part = replaced_part(examined.delivery.sender, examined.delivery.sequence)
        files = [file.path for file in examined.files if file.path]
        lake.put(table, date, joined(files, folder / f"{part}.parquet", table.schema), part=part)


def _counts(choice: Choice, date: dt.date, limits: Limits, unwritten: int) -> dict[str, int | str]:
    deliveries = [examined for chain in choice.used.values() for examined in chain]
    files = [file for examined in deliveries for file in examined.files]
    counts: dict[str, int | str] = {
        "deliveries": len(deliveries),
        "carried_forward": sum(chain[-1].delivery.date < date for chain in choice.used.values() if not choice.adds_up),
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
    for sender, chain in choice.used.items():
        age = (date - chain[-1].delivery.date).days
        if age > limits.warn_after_days and not choice.adds_up:
            warnings.append(f"{sender}: its delivery is {age} days old")
        files = (file for examined in chain for file in examined.files)
        warnings += [f"{sender}, {file.entry.name}: {w.english}" for file in files for w in file.warnings]
    for examined in choice.refused:
        delivery, code = examined.delivery, examined.refusal.code if examined.refusal else ""
        warnings.append(f"{delivery.sender}: delivery {delivery.sequence} of {delivery.date} was refused ({code})")
    for sender, gap in choice.gaps.items():
        warnings.append(f"{sender}: the delivery of {gap} was refused, and the deltas after it wait for it")
    for sender, age in choice.stale.items():
        warnings.append(f"{sender}: its newest delivery is {age} days old and is not used any more")
    if choice.ignored:
        warnings.append(f"{choice.ignored} folders of the landing are named like no delivery and were passed over")
    if unwritten:
        warnings.append(f"{unwritten} receipts could not be written to the landing")
    return warnings


def _explanation(feed: str, date: dt.date, choice: Choice, limits: Limits) -> str:
    """What was refused, and what never came: who is asked to send again must know both."""
    why = []
    if choice.refused:
        reasons = "; ".join(f"{r.delivery.prefix} {r.refusal}" for r in choice.refused[:5])
        why.append(f"{len(choice.refused)} refused ({reasons})")
    if choice.newest is None:
        why.append("the landing holds none for that date or before")
    elif choice.newest < date:
        oldest = f"{limits.stop_after_days} days is the oldest allowed"
        why.append(f"nothing came for that date: the newest is for {choice.newest}, and {oldest}")
    why += [f"{sender} has sent nothing for {age} days" for sender, age in sorted(choice.stale.items())]
    return f"{feed} has no delivery that can be used for {date}: {'; '.join(why)}"
