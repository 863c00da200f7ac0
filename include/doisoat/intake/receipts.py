"""Receipts in the landing: what became of a delivery, told to its sender."""

import datetime as dt
import json

from doisoat.errors import StorageError
from doisoat.intake.examine import Examined
from doisoat.storage.objects import ObjectStore


def write_receipt(examined: Examined, landing: ObjectStore, *, at: dt.datetime) -> bool:
    """Whether it could be written: a landing that takes no receipt does not stop the night."""
    delivery = examined.delivery
    key = f"_receipts/{delivery.feed}/{delivery.date}/{delivery.sender}/{delivery.sequence}.json"
    try:
        landing.write(key, json.dumps(_receipt(examined, at), ensure_ascii=False, indent=1).encode())
    except (StorageError, OSError):
        return False
    return True


def _receipt(examined: Examined, at: dt.datetime) -> dict[str, object]:
    delivery = examined.delivery
    return {
        "feed": delivery.feed,
        "business_date": delivery.date.isoformat(),
        "sender": delivery.sender,
        "sequence": delivery.sequence,
        "outcome": "accepted" if examined.refusal is None else "refused",
        "reason": examined.refusal,
        "at": at.isoformat(timespec="seconds"),
        "files": [
            {
                "name": file.entry.name,
                "sha256": file.entry.sha256,
                "layout": file.layout,
                "rows": file.rows,
                "unknown_columns": file.unknown_columns,
                "warnings": file.warnings,
            }
            for file in examined.files
        ],
    }
