"""The manifest: what a sender says it delivered. Parsed from hostile bytes, checked against its folder."""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from doisoat.errors import DeliveryRefused
from doisoat.intake.deliveries import Delivery

MAX_BYTES = 5_000_000
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MAX_NAME = 200


@dataclass(frozen=True)
class FileEntry:
    """One file as announced. `totals`: sum of a numeric field over the rows."""

    name: str
    bytes: int
    sha256: str
    layout: str | None
    rows: int | None
    totals: dict[str, int]


@dataclass(frozen=True)
class Manifest:
    files: tuple[FileEntry, ...]


def parse_manifest(data: bytes, delivery: Delivery, *, max_files: int) -> Manifest:
    """DeliveryRefused, in the sender's terms, if the manifest is not one or belongs to another folder."""
    content = _object(data)
    _check_header(content, delivery)
    entries = content.get("files")
    if not isinstance(entries, list) or not entries:
        raise DeliveryRefused("manifest.json: 'files' lists no file")
    if len(entries) > max_files:
        raise DeliveryRefused(f"manifest.json lists {len(entries)} files, more than the {max_files} allowed")
    files = tuple(_entry(entry, number) for number, entry in enumerate(entries, 1))
    if len({f.name.casefold() for f in files}) < len(files):
        raise DeliveryRefused("manifest.json lists a file twice")
    return Manifest(files)


def _object(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise DeliveryRefused("manifest.json is not JSON in UTF-8") from error
    if not isinstance(content, dict):
        raise DeliveryRefused("manifest.json is not a JSON object")
    return content


def _check_header(content: dict[str, Any], delivery: Delivery) -> None:
    expected = {
        "contract": f"{delivery.feed}/1",
        "sender": delivery.sender,
        "business_date": delivery.date.isoformat(),
        "sequence": delivery.sequence,
    }
    for name, value in expected.items():
        if content.get(name) != value or isinstance(content.get(name), bool):
            raise DeliveryRefused(f"manifest.json: '{name}' must be {value!r}, as the folder says")
    if content.get("mode") == "delta":
        raise DeliveryRefused("manifest.json: mode 'delta' is not taken yet, send a full delivery")
    if content.get("mode") != "full":
        raise DeliveryRefused("manifest.json: 'mode' must be 'full'")


def _entry(entry: Any, number: int) -> FileEntry:
    if not isinstance(entry, dict):
        raise DeliveryRefused(f"manifest.json: file {number} is not a JSON object")
    name = _name(entry.get("name"), number)
    digest = entry.get("sha256")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest.lower()):
        raise DeliveryRefused(f"manifest.json: {name} has no sha256 of 64 hexadecimal digits")
    size = _count(entry.get("bytes"), "bytes", name)
    if size is None:
        raise DeliveryRefused(f"manifest.json: {name} has no 'bytes'")
    layout = entry.get("layout")
    if layout is not None and not isinstance(layout, str):
        raise DeliveryRefused(f"manifest.json: the layout of {name} is not a text")
    rows = _count(entry.get("rows"), "rows", name)
    return FileEntry(name, size, digest.lower(), layout, rows, _totals(entry.get("totals"), name))


def _name(name: Any, number: int) -> str:
    """A plain file name: nothing that could lead out of the delivery's folder, hide a file or break a line."""
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_NAME:
        raise DeliveryRefused(f"manifest.json: file {number} has no name, or one that is too long")
    bad = any(unicodedata.category(c)[0] == "C" for c in name)
    if bad or name.startswith(".") or "/" in name or "\\" in name or name == "manifest.json":
        raise DeliveryRefused(f"manifest.json: the name of file {number} is not a plain file name")
    return name


def _count(value: Any, what: str, name: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 62:
        raise DeliveryRefused(f"manifest.json: '{what}' of {name} is not a number of {what}")
    return value


def _totals(value: Any, name: str) -> dict[str, int]:
    totals = {} if value is None else value
    if not isinstance(totals, dict):
        raise DeliveryRefused(f"manifest.json: 'totals' of {name} is not a JSON object")
    for field, total in totals.items():
        whole = isinstance(total, int) or (isinstance(total, float) and total.is_integer())
        if isinstance(total, bool) or not whole:
            raise DeliveryRefused(f"manifest.json: a control total of {name} is not a whole number")
        totals[field] = int(total)
    return totals
