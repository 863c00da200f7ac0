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
    """`code` with its parameters is for programs, `reason_vi` for the sender's people, `reason` for ours."""
    delivery, refusal = examined.delivery, examined.refusal
    return {
        "feed": delivery.feed,
        "business_date": delivery.date.isoformat(),
        "sender": delivery.sender,
        "sequence": delivery.sequence,
        "mode": examined.mode,
        "outcome": "accepted" if refusal is None else "refused",
        "code": refusal and refusal.code,
        "parameters": refusal.parameters if refusal else {},
        "reason": refusal and str(refusal),
        "reason_vi": refusal and refusal.vietnamese,
        "at": at.isoformat(timespec="seconds"),
        "manifest_sha256": examined.manifest_sha256,
        "signed_with": examined.key_id,
        "rows": sum(file.rows or 0 for file in examined.files),
        "files": [
            {
                "name": file.entry.name,
                "sha256": file.entry.sha256,
                "layout": file.layout,
                "rows": file.rows,
                "unknown_columns": file.unknown_columns,
                "warnings": [warning.english for warning in file.warnings],
                "warnings_vi": [warning.vietnamese for warning in file.warnings],
            }
            for file in examined.files
        ],
    }
