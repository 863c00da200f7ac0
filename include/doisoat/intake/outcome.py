"""What standardising one part of raw gave."""

from dataclasses import dataclass

import pyarrow as pa

FileKey = tuple[str, str]  # sender, file


@dataclass(frozen=True)
class Outcome:
    """`written` core rows; the same per file; and core/quarantine rows."""

    written: int
    accepted: dict[FileKey, int]
    quarantine: pa.Table
