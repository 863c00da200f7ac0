"""File accounting: what was done with every file, and that no row is lost."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from doisoat.errors import ConservationError
from doisoat.intake.choose import Choice
from doisoat.intake.deliveries import MANIFEST
from doisoat.intake.examine import Examined, ReadFile
from doisoat.intake.manifest import FileEntry
from doisoat.intake.outcome import FileKey
from doisoat.records.core import FILE_ACCOUNTING

_NO_FILE = ReadFile(FileEntry(MANIFEST, 0, "", None, None, {}))


def account(choice: Choice, date: dt.date) -> pa.Table:
    """A row of core/file_accounting per file, before standardisation: accepted and quarantined are still null."""
    rows: list[dict[str, Any]] = []
    for examined in choice.used.values():
        delivered = examined.delivery.date
        rows += _rows(examined, reason=None if delivered == date else f"carried forward from {delivered}")
    for examined in choice.replaced:
        sequence = choice.used[examined.delivery.sender].delivery.sequence
        rows += _rows(
            examined, reason=f"replaced by sequence {sequence}", prefix=f"{examined.delivery.sequence}/"
        )
    for examined in choice.refused:
        rows += _rows(examined, reason=examined.refusal)
    return pa.Table.from_pylist(rows, schema=FILE_ACCOUNTING.schema)


def _rows(examined: Examined, *, reason: str | None, prefix: str = "") -> Iterable[dict[str, Any]]:
    """A refused delivery whose manifest could not be read has one row, for the manifest."""
    delivery, accepted = examined.delivery, examined.refusal is None
    for file in examined.files or [_NO_FILE]:
        yield {
            "feed": delivery.feed,
            "sender": delivery.sender,
            "sequence": delivery.sequence,
            "file": prefix + file.entry.name,
            "delivery_date": delivery.date,
            "sha256": file.entry.sha256 or None,
            "rows_read": file.rows,
            "outcome": "accepted" if accepted else "refused",
            "reason": reason,
        }


def complete(
    accounting: pa.Table, accepted: Mapping[FileKey, int], quarantined: Mapping[FileKey, int]
) -> pa.Table:
    """Fill in what became of the rows. ConservationError names the file in which a row was lost or doubled."""
    rows = accounting.to_pylist()
    for row in (r for r in rows if r["outcome"] == "accepted"):
        key = (row["sender"], row["file"])
        row["rows_accepted"], row["rows_quarantined"] = accepted.get(key, 0), quarantined.get(key, 0)
        if row["rows_read"] != row["rows_accepted"] + row["rows_quarantined"]:
            raise ConservationError(
                f"{row['feed']} of {row['sender']}, {row['file']}: {row['rows_read']} rows read,"
                f" {row['rows_accepted']} accepted, {row['rows_quarantined']} quarantined"
            )
    return pa.Table.from_pylist(rows, schema=accounting.schema)
