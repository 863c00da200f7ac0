"""Check one delivery against its manifest and read its files. It is accepted or refused as a whole."""

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.errors import DeliveryRefused, StorageError
from doisoat.intake.config import Limits
from doisoat.intake.deliveries import MANIFEST, Delivery
from doisoat.intake.manifest import MAX_BYTES, FileEntry, Manifest, parse_manifest
from doisoat.intake.raw import raw_table
from doisoat.intake.reading import Reading, open_reading, total
from doisoat.intake.refusals import in_file, refuse
from doisoat.intake.senders import Senders
from doisoat.intake.signatures import check_sender
from doisoat.storage.objects import ObjectStore

# Columns in which a value seldom comes twice: a dictionary would only cost time.
_DIFFERENT = {"row_number", "personal_id", "old_id", "updated_at", "beneficiary_code", "id_number", "account_number"}


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
    """What became of a delivery: `refusal` says why it cannot be trusted, None if it can.

    `prefix` goes before the names of its files in the night's tables; `manifest_sha256` is of the bytes that were read.
    """

    delivery: Delivery
    mode: str | None = None
    manifest_sha256: str | None = None
    key_id: str | None = None
    prefix: str = ""
    files: list[ReadFile] = field(default_factory=list)
    refusal: DeliveryRefused | None = None


@dataclass(frozen=True)
class Examiner:
    """Opens and reads deliveries of a landing, into files of `folder`.

    Never raises for what a sender did; StorageError if the landing does not answer.
    """

    landing: ObjectStore
    limits: Limits
    senders: Senders
    folder: Path

    def open(self, delivery: Delivery) -> Examined | None:
        """Read the manifest, once, and check what it says of itself; None if there is none yet."""
        sizes = {o.key.removeprefix(delivery.prefix): o.size for o in self.landing.scan(delivery.prefix)}
        if MANIFEST not in sizes:
            return None
        examined = Examined(delivery)
        try:
            manifest = self._manifest(examined, sizes[MANIFEST])
            examined.mode = manifest.mode
            examined.files = [ReadFile(entry) for entry in manifest.files]
            examined.key_id = check_sender(manifest.content, delivery, self.senders)
            for entry in manifest.files:
                _check_size(entry, sizes.get(entry.name), self.limits)
        except DeliveryRefused as refused:
            examined.refusal = refused
        return examined

    def read(self, examined: Examined, prefix: str) -> None:
        """Read the files of a delivery that was opened and not refused."""
        delivery = examined.delivery
        folder = self.folder / f"{delivery.date}-{delivery.sender}-{delivery.sequence}"
        folder.mkdir(parents=True)
        examined.prefix = prefix
        try:
            for number, file in enumerate(examined.files):
                self._take(file, examined, folder / f"{number}.parquet")
        except DeliveryRefused as refused:
            examined.refusal = refused

    def _manifest(self, examined: Examined, size: int) -> Manifest:
        if size > MAX_BYTES:
            raise refuse("manifest_too_large", limit=MAX_BYTES)
        try:
            data = self.landing.read(examined.delivery.prefix + MANIFEST, limit=MAX_BYTES)
        except FileNotFoundError as error:
            raise refuse("file_missing", file=MANIFEST) from error
        examined.manifest_sha256 = hashlib.sha256(data).hexdigest()
        return parse_manifest(data, examined.delivery, max_files=self.limits.max_files)

    def _take(self, file: ReadFile, examined: Examined, target: Path) -> None:
        """Digest the very bytes that are then parsed: a local copy, which is removed afterwards."""
        entry, copy = file.entry, target.with_suffix(".sent")
        try:
            self.landing.download(examined.delivery.prefix + entry.name, copy)
        except FileNotFoundError as error:
            raise refuse("file_missing", file=entry.name) from error
        with copy.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        if digest != entry.sha256:
            raise refuse("digest_wrong", file=entry.name)
        try:
            self._keep(file, copy, examined, target)
        except DeliveryRefused as refused:
            raise in_file(refused, entry.name) from refused
        except StorageError:
            raise
        except Exception as error:
            # Whatever a parser raises speaks of this file, and may quote its content: only the kind of error is told.
            raise refuse("file_damaged", file=entry.name, kind=type(error).__name__) from None
        finally:
            copy.unlink(missing_ok=True)
        file.path = target

    def _keep(self, file: ReadFile, copy: Path, examined: Examined, target: Path) -> None:
        entry, feed = file.entry, examined.delivery.feed
        reading = open_reading(copy, entry.name, entry.layout, feed=feed, limits=self.limits)
        if strange := set(entry.totals) - reading.layout.fields:
            raise refuse("totals_unknown", count=len(strange))
        rows, totals = _write(reading, target, examined, name=examined.prefix + entry.name, summed=list(entry.totals))
        if (
            examined.mode == "delta"
            and rows
            and pc.all(pc.is_null(pq.read_table(target, columns=["op"])["op"])).as_py()
        ):
            raise refuse("op_missing")
        if entry.rows is not None and rows != entry.rows:
            raise refuse("rows_wrong", rows=rows, announced=entry.rows)
        for name, value in entry.totals.items():
            if totals[name] != value:
                raise refuse("total_wrong", field=name, total=totals[name], announced=value)
        file.rows, file.layout, file.warnings = rows, reading.layout.name, reading.warnings
        file.unknown_columns = len(reading.unknown_columns)


def _check_size(entry: FileEntry, size: int | None, limits: Limits) -> None:
    if size is None:
        raise refuse("file_missing", file=entry.name)
    if size != entry.bytes:
        raise refuse("file_size", file=entry.name, size=size, announced=entry.bytes)
    if size > limits.max_file_bytes:
        raise refuse("file_too_large", file=entry.name, size=size, limit=limits.max_file_bytes)


def _write(
    reading: Reading, target: Path, examined: Examined, *, name: str, summed: list[str]
) -> tuple[int, dict[str, int]]:
    """Rows written, and the sums of the fields that the manifest has control totals of."""
    schema = raw_table(examined.delivery.feed).schema
    rows, totals = 0, dict.fromkeys(summed, 0)
    repeated = [column for column in schema.names if column not in _DIFFERENT]
    with (
        pq.ParquetWriter(target, schema, compression="zstd", use_dictionary=repeated) as writer,
        ThreadPoolExecutor(1) as pool,
    ):
        written: Future[None] | None = None
        for table in reading.tables:
            if written is not None:
                written.result()
            # Written while the next rows are read.
            written = pool.submit(
                writer.write_table, _with_origin(table, examined, name).select(schema.names).cast(schema)
            )
            rows += table.num_rows
            for field_name in summed:
                totals[field_name] += total(table, field_name)
        if written is not None:
            written.result()
    return rows, totals


def _with_origin(table: pa.Table, examined: Examined, name: str) -> pa.Table:
    delivery = examined.delivery
    origin = {
        "delivery_date": delivery.date,
        "sequence": delivery.sequence,
        "mode": examined.mode,
        "sender": delivery.sender,
        "file": name,
    }
    for column, value in origin.items():
        table = table.append_column(column, pa.repeat(pa.scalar(value), table.num_rows))
    return table
