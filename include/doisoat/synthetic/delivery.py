"""A delivery in the landing zone: its files, then its manifest."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Delivery:
    """`files` are name, layout, rows and control totals of what was written into `folder`."""

    landing: Path
    feed: str
    date: dt.date
    sender: str
    sequence: int = 1

    @property
    def folder(self) -> Path:
        folder = self.landing / self.feed / str(self.date) / self.sender / str(self.sequence)
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def close(self, files: list[tuple[str, str, int, Mapping[str, int]]], *, mode: str = "full") -> None:
        """Write the manifest over files given as (name, layout, rows, totals)."""
        eve = self.date - dt.timedelta(days=1)
        manifest = {
            "contract": f"{self.feed}/1",
            "sender": self.sender,
            "business_date": str(self.date),
            "sequence": self.sequence,
            "mode": mode,
            "created_at": f"{eve}T{21 + self.sequence % 3}:10:00+07:00",
            "files": [self._entry(*file) for file in files],
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (self.folder / "manifest.json").write_text(text + "\n", encoding="utf-8")

    def damage(self, name: str) -> None:
        """Let a file lose its last byte for another, as if it was changed after its manifest was written."""
        path = self.folder / name
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    def _entry(self, name: str, layout: str, rows: int, totals: Mapping[str, int]) -> dict[str, object]:
        path = self.folder / name
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        entry: dict[str, object] = {
            "name": name,
            "layout": layout,
            "bytes": path.stat().st_size,
            "sha256": digest,
        }
        return entry | {"rows": rows} | ({"totals": dict(totals)} if totals else {})
