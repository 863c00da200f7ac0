"""What standardising one part of raw gave."""

from dataclasses import dataclass, field

import pyarrow as pa

FileKey = tuple[str, str]  # sender, file


@dataclass(frozen=True)
class Outcome:
    """`written` core rows; accepted rows per file; and core/quarantine rows.

    `superseded` accepted rows per file added nobody to core: a later delta replaced or deleted them, or they delete.
    `unread` names, for each core row, its fields that hold something that is none; `counts` are further ones for the
    task's report.
    """

    written: int
    accepted: dict[FileKey, int]
    quarantine: pa.Table
    superseded: dict[FileKey, int] = field(default_factory=dict)
    unread: pa.ChunkedArray | None = None
    counts: dict[str, int] = field(default_factory=dict)


def rows_per_file(rows: pa.Table) -> dict[FileKey, int]:
    counted = rows.group_by(["sender", "file"]).aggregate([([], "count_all")])
    return {(row["sender"], row["file"]): row["count_all"] for row in counted.to_pylist()}
