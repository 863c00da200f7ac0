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
from doisoat.intake.refusals import Sentence, say
from doisoat.records.core import FILE_ACCOUNTING

_NO_FILE = ReadFile(FileEntry(MANIFEST, 0, "", None, None, {}))


def account(choice: Choice, date: dt.date) -> pa.Table:
    """A row of core/file_accounting per file, before standardisation: accepted and quarantined are still null."""
    rows: list[dict[str, Any]] = []
    for chain in choice.used.values():
        for examined in chain:
            rows += _rows(examined, _use(examined, chain[-1], choice, date))
    for examined in choice.replaced:
        sequence = choice.used[examined.delivery.sender][-1].delivery.sequence
        rows += _rows(examined, say("replaced", sequence=sequence))
    for examined in choice.refused:
        refused = examined.refusal
        rows += _rows(examined, Sentence(str(refused), refused.vietnamese) if refused else None)
    return pa.Table.from_pylist(rows, schema=FILE_ACCOUNTING.schema)


def _use(examined: Examined, newest: Examined, choice: Choice, date: dt.date) -> Sentence | None:
    """What is to be said of a delivery that is used, if it is not simply the night's own."""
    sent = examined.delivery.date
    if choice.adds_up:
        return None if sent == date else say("counted_beside", date=sent)
    if examined is not newest:
        return say("changed_by_deltas", date=sent)
    return None if sent == date else say("carried_forward", date=sent)


def _rows(examined: Examined, reason: Sentence | None) -> Iterable[dict[str, Any]]:
    """A refused delivery whose manifest could not be read has one row, for the manifest."""
    delivery, accepted = examined.delivery, examined.refusal is None
    for file in examined.files or [_NO_FILE]:
        yield {
            "feed": delivery.feed,
            "sender": delivery.sender,
            "sequence": delivery.sequence,
            "file": (examined.prefix if accepted else "") + file.entry.name,
            "delivery_date": delivery.date,
            "sha256": file.entry.sha256 or None,
            "rows_read": file.rows,
            "outcome": "accepted" if accepted else "refused",
            "reason": reason and reason.english,
            "reason_vi": reason and reason.vietnamese,
        }


def complete(
    accounting: pa.Table,
    accepted: Mapping[FileKey, int],
    quarantined: Mapping[FileKey, int],
    superseded: Mapping[FileKey, int],
) -> pa.Table:
    """Fill in what became of the rows. ConservationError names the file in which a row was lost or doubled."""
    rows = accounting.to_pylist()
    for row in (r for r in rows if r["outcome"] == "accepted"):
        key = (row["sender"], row["file"])
        row["rows_accepted"], row["rows_quarantined"] = accepted.get(key, 0), quarantined.get(key, 0)
        row["rows_superseded"] = superseded.get(key, 0)
        if row["rows_read"] != row["rows_accepted"] + row["rows_quarantined"]:
            raise ConservationError(
                f"{row['feed']} of {row['sender']}, {row['file']}: {row['rows_read']} rows read,"
                f" {row['rows_accepted']} accepted, {row['rows_quarantined']} quarantined"
            )
    return pa.Table.from_pylist(rows, schema=accounting.schema)
