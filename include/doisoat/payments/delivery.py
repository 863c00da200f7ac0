"""What leaves is a delivery: files, then a manifest that says what they are. Each is written once, for good."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.errors import PaymentError, SettingsError
from doisoat.storage.objects import ObjectStore

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class File:
    """A file of a delivery and what it holds; `counts` is false for a second form of the same rows."""

    name: str
    layout: str
    data: bytes
    rows: int
    amount: int | None = None  # đồng; None where the rows are no payments
    counts: bool = True

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def entry(self) -> dict[str, Any]:
        """What the manifest says of it, in the form of the landing contract."""
        said = {"name": self.name, "layout": self.layout, "bytes": len(self.data), "sha256": self.sha256}
        totals = {} if self.amount is None else {"totals": {"amount": self.amount}}
        return {**said, "rows": self.rows, **totals}


def write_once(store: ObjectStore, key: str, data: bytes) -> None:
    """Create an object; one that is there already must be the same. PaymentError if it is another: it stays."""
    if not store.create(key, data) and not _is(data, store, key):
        raise PaymentError(f"{key} is there already with another content: it is left as it is")


def manifest(contract: str, content: Mapping[str, Any], files: Sequence[File], *, key: Path | None) -> bytes:
    """The manifest of a delivery from us; signed if there is a key. SettingsError for a key that is none."""
    said = {"contract": contract, "sender": "doisoat", **content, "files": [file.entry() for file in files]}
    if key is not None:
        said = _signed(said, key)
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _is(data: bytes, store: ObjectStore, key: str) -> bool:
    size = next(info.size for info in store.scan(key) if info.key == key)
    return size == len(data) and store.read(key) == data


def _signed(content: dict[str, Any], key: Path) -> dict[str, Any]:
    from doisoat.intake.sign import read_key, sign

    try:
        return sign(content, read_key(key), key.stem)
    except (OSError, ValueError, TypeError):
        raise SettingsError(f"DOISOAT_SIGNING_KEY: {key.name} holds no Ed25519 key that can be read") from None
