"""The configuration of a night as rows, kept in the lake, and put back into files."""

from pathlib import Path

import pyarrow as pa

from doisoat.paths import CONFIG, REFERENCE
from doisoat.records.night import CONFIGURATION

FOLDERS = {"config": CONFIG, "reference": REFERENCE}
SUFFIXES = {".yaml", ".csv"}


def read_configuration() -> pa.Table:
    """records.night.CONFIGURATION: every table and setting of this installation, sorted by path."""
    files = {
        f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes().decode()
        for name, folder in FOLDERS.items()
        for path in folder.rglob("*")
        if path.suffix in SUFFIXES
    }
    rows = [{"path": path, "content": files[path]} for path in sorted(files)]
    return pa.Table.from_pylist(rows, schema=CONFIGURATION.schema)


def write_configuration(kept: pa.Table, folder: Path) -> dict[str, str]:
    """Put the files below a folder; returns the settings with which a process reads them instead of its own."""
    for row in kept.to_pylist():
        path = folder / row["path"]
        path.parent.mkdir(parents=True, exist_ok=True)
        # As bytes: newlines are those that were read.
        path.write_bytes(row["content"].encode())
    return {f"DOISOAT_{name.upper()}": str(folder / name) for name in FOLDERS}
