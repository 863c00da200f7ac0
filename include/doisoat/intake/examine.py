"""Check one delivery against its manifest and read its files. It is accepted or refused as a whole."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from doisoat.errors import DeliveryRefused, StorageError
from doisoat.intake.config import Limits
from doisoat.intake.deliveries import MANIFEST, Delivery
from doisoat.intake.manifest import MAX_BYTES, FileEntry, parse_manifest
from doisoat.intake.raw import raw_table
from doisoat.intake.reading import Reading, open_reading, total
from doisoat.storage.objects import ObjectStore


@dataclass
class ReadFile:
    """A file of a delivery; `rows` and `path`, its raw rows as Parquet, once it has been read."""

    entry: FileEntry
    rows: int | None = None
    path: Path | None = None
    layout: str | None = None
    unknown_columns: int = 0
    warnings: list[str] = field(default_factory=list)


@dataclass
class Examined:
    """What became of a delivery: `refusal` says why it cannot be trusted, None if it can."""

    delivery: Delivery
    files: list[ReadFile] = field(default_factory=list)
    refusal: str | None = None

    @property
    def rows(self) -> int:
        return sum(f.rows or 0 for f in self.files)


def examine(
    delivery: Delivery, landing: ObjectStore, *, limits: Limits, folder: Path, prefix: str = ""
) -> Examined:
    """Verify and read a delivery into `folder`. `prefix` goes before the file names of one that was replaced.

    Never raises for what a sender did; StorageError if the landing does not answer.
    """
    examined = Examined(delivery)
    folder.mkdir(parents=True)
    try:
        sizes = {o.key.removeprefix(delivery.prefix): o.size for o in landing.scan(delivery.prefix)}
        data = _read_manifest(landing, delivery, sizes[MANIFEST])
        examined.files = [
            ReadFile(e) for e in parse_manifest(data, delivery, max_files=limits.max_files).files
        ]
        for file in examined.files:
            _check_size(file.entry, sizes.get(file.entry.name), limits)
        for number, file in enumerate(examined.files):
            _take(file, delivery, landing, limits=limits, target=folder / f"{number}.parquet", prefix=prefix)
    except DeliveryRefused as refused:
        examined.refusal = str(refused)
    return examined


def _read_manifest(landing: ObjectStore, delivery: Delivery, size: int) -> bytes:
    if size > MAX_BYTES:
        raise DeliveryRefused(f"manifest.json has more than {MAX_BYTES} bytes")
    return landing.read(delivery.prefix + MANIFEST, limit=MAX_BYTES)


def _check_size(entry: FileEntry, size: int | None, limits: Limits) -> None:
    if size is None:
        raise DeliveryRefused(f"{entry.name} is in the manifest but was not delivered")
    if size != entry.bytes:
        raise DeliveryRefused(f"{entry.name} has {size} bytes, the manifest says {entry.bytes}")
    if size > limits.max_file_bytes:
        raise DeliveryRefused(f"{entry.name} has {size} bytes, more than the {limits.max_file_bytes} allowed")


def _take(
    file: ReadFile, delivery: Delivery, landing: ObjectStore, *, limits: Limits, target: Path, prefix: str
) -> None:
    """Digest the very bytes that are then parsed: a local copy, which is removed afterwards."""
    entry, copy = file.entry, target.with_suffix(".sent")
    try:
        landing.download(delivery.prefix + entry.name, copy)
    except FileNotFoundError as error:
        raise DeliveryRefused(f"{entry.name} is in the manifest but was not delivered") from error
    with copy.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != entry.sha256:
        raise DeliveryRefused(f"{entry.name} does not have the sha256 that the manifest says")
    try:
        _keep(file, copy, delivery, limits=limits, target=target, prefix=prefix)
    except DeliveryRefused as refused:
        raise DeliveryRefused(f"{entry.name}: {refused}") from refused
    except StorageError:
        raise
    except Exception as error:
        # Whatever a parser raises speaks of this file, and may quote its content: only the kind of error is told.
        raise DeliveryRefused(
            f"{entry.name} is damaged and cannot be read ({type(error).__name__})"
        ) from None
    finally:
        copy.unlink(missing_ok=True)
    file.path = target


def _keep(
    file: ReadFile, copy: Path, delivery: Delivery, *, limits: Limits, target: Path, prefix: str
) -> None:
    entry = file.entry
    reading = open_reading(copy, entry.name, entry.layout, feed=delivery.feed, limits=limits)
    if strange := sorted(set(entry.totals) - set(reading.layout.headers.values())):
        raise DeliveryRefused(
            f"the manifest gives control totals of {len(strange)} fields that are not in its layout"
        )
    rows, totals = _write(reading, target, delivery, name=prefix + entry.name, summed=list(entry.totals))
    if entry.rows is not None and rows != entry.rows:
        raise DeliveryRefused(f"it has {rows} rows, the manifest says {entry.rows}")
    for name, value in entry.totals.items():
        if totals[name] != value:
            raise DeliveryRefused(f"its {name} adds up to {totals[name]}, the manifest says {value}")
    file.rows, file.layout, file.warnings = rows, reading.layout.name, reading.warnings
    file.unknown_columns = len(reading.unknown_columns)


def _write(
    reading: Reading, target: Path, delivery: Delivery, *, name: str, summed: list[str]
) -> tuple[int, dict[str, int]]:
    """Rows written, and the sums of the fields that the manifest has control totals of."""
    schema = raw_table(delivery.feed).schema
    rows, totals = 0, dict.fromkeys(summed, 0)
    with pq.ParquetWriter(target, schema, compression="zstd") as writer:
        for table in reading.tables:
            writer.write_table(_with_origin(table, delivery, name).select(schema.names).cast(schema))
            rows += table.num_rows
            for field_name in summed:
                totals[field_name] += total(table, field_name)
    return rows, totals


def _with_origin(table: pa.Table, delivery: Delivery, name: str) -> pa.Table:
    origin = {"sequence": pa.scalar(delivery.sequence), "sender": delivery.sender, "file": name}
    for column, value in origin.items():
        table = table.append_column(column, pa.repeat(value, table.num_rows))
    return table
