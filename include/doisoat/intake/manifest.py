"""The manifest: what a sender says it delivered. Parsed from hostile bytes, checked against its folder."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from doisoat.intake.deliveries import Delivery
from doisoat.intake.refusals import refuse
from doisoat.intake.strict_json import parse_object

MAX_BYTES = 5_000_000
DELTA_FEEDS = frozenset({"population"})
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
    """`mode` is full or delta; `content` is the whole object, for the signature."""

    mode: str
    files: tuple[FileEntry, ...]
    content: dict[str, Any]


def parse_manifest(data: bytes, delivery: Delivery, *, max_files: int) -> Manifest:
    """DeliveryRefused, in the sender's terms, if the manifest is not one or belongs to another folder."""
    content = parse_object(data)
    _check_header(content, delivery)
    entries = content.get("files")
    if not isinstance(entries, list) or not entries:
        raise refuse("manifest_no_files")
    if len(entries) > max_files:
        raise refuse("manifest_many_files", count=len(entries), limit=max_files)
    files = tuple(_entry(entry, number) for number, entry in enumerate(entries, 1))
    if len({unicodedata.normalize("NFC", f.name).casefold() for f in files}) < len(files):
        raise refuse("manifest_file_twice")
    return Manifest(_mode(content.get("mode"), delivery), files, content)


def _check_header(content: dict[str, Any], delivery: Delivery) -> None:
    if content.get("contract") != f"{delivery.feed}/1":
        raise refuse("contract_version", expected=repr(f"{delivery.feed}/1"))
    expected = {
        "sender": delivery.sender,
        "business_date": delivery.date.isoformat(),
        "sequence": delivery.sequence,
    }
    for name, value in expected.items():
        if type(content.get(name)) is not type(value) or content[name] != value:
            raise refuse("manifest_header", member=name, expected=repr(value))


def _mode(mode: Any, delivery: Delivery) -> str:
    if mode == "delta" and delivery.feed not in DELTA_FEEDS:
        raise refuse("delta_not_taken")
    if mode not in ("full", "delta"):
        raise refuse("mode_unknown")
    return str(mode)


def _entry(entry: Any, number: int) -> FileEntry:
    if not isinstance(entry, dict):
        raise refuse("entry_not_object", number=number)
    name = _name(entry.get("name"), number)
    digest = entry.get("sha256")
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest.lower()):
        raise refuse("entry_no_digest", file=name)
    size = _count(entry.get("bytes"), "bytes", name)
    if size is None:
        raise refuse("entry_no_size", file=name)
    layout = entry.get("layout")
    if layout is not None and not isinstance(layout, str):
        raise refuse("entry_layout", file=name)
    rows = _count(entry.get("rows"), "rows", name)
    return FileEntry(name, size, digest.lower(), layout, rows, _totals(entry.get("totals"), name))


def _name(name: Any, number: int) -> str:
    """A plain file name: nothing that could lead out of the delivery's folder, hide a file or break a line."""
    if not isinstance(name, str) or not 0 < len(name) <= _MAX_NAME:
        raise refuse("entry_no_name", number=number)
    # Compatibility forms too: a full-width slash or dot turns into the real one in systems that normalise names.
    forms = {name, unicodedata.normalize("NFKC", name)}
    if any(_leads_astray(form) for form in forms):
        raise refuse("entry_name", number=number)
    return name


def _leads_astray(name: str) -> bool:
    odd = any(c in "/\\:" or unicodedata.category(c) in {"Zl", "Zp"} or unicodedata.category(c)[0] == "C" for c in name)
    return odd or name.startswith(".") or name != name.strip() or name.casefold() == "manifest.json"


def _count(value: Any, what: str, name: str) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 62:
        raise refuse("entry_count", file=name, member=what)
    return value


def _totals(value: Any, name: str) -> dict[str, int]:
    totals = {} if value is None else value
    if not isinstance(totals, dict):
        raise refuse("entry_totals", file=name)
    for total in totals.values():
        whole = isinstance(total, int) or (isinstance(total, float) and total.is_integer())
        if isinstance(total, bool) or not whole:
            raise refuse("entry_total", file=name)
    return {str(field): int(total) for field, total in totals.items()}
