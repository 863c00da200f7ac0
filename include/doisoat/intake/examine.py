"""Check one delivery against its manifest and read its files. It is accepted or refused as a whole."""

import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeAlias

from doisoat.errors import DeliveryRefused
from doisoat.intake.apart import ProcessDied, Processes
from doisoat.intake.config import Limits
from doisoat.intake.deliveries import MANIFEST, Delivery
from doisoat.intake.manifest import MAX_BYTES, FileEntry, Manifest, parse_manifest
from doisoat.intake.refusals import Sentence, refuse
from doisoat.intake.rows_file import ARROW, PARQUET
from doisoat.intake.senders import Senders
from doisoat.intake.signatures import check_sender
from doisoat.intake.take import Sent, Taken, take_file
from doisoat.storage.objects import ObjectStore

Reader: TypeAlias = Callable[[Sent, Path, Limits], Taken]
_MOST_PROCESSES = 4  # each may hold a whole sheet
_WORTH_PROCESSES = 4_000_000  # bytes of files: below, it takes longer to start processes than to read


@dataclass
class ReadFile:
    """A file of a delivery; `taken` once it has been read."""

    entry: FileEntry
    taken: Taken | None = None

    @property
    def rows(self) -> int | None:
        return self.taken.rows if self.taken else None

    @property
    def path(self) -> Path | None:
        return self.taken.path if self.taken else None

    @property
    def layout(self) -> str | None:
        return self.taken.layout if self.taken else None

    @property
    def unknown_columns(self) -> int:
        return self.taken.unknown_columns if self.taken else 0

    @property
    def warnings(self) -> list[Sentence]:
        return self.taken.warnings if self.taken else []


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
            for file, taken in zip(examined.files, self._all_taken(examined, folder), strict=True):
                file.taken = taken
        except DeliveryRefused as refused:
            examined.refusal = refused

    def _all_taken(self, examined: Examined, folder: Path) -> Iterator[Taken]:
        """The files in their order, several large ones read side by side. Ends with the first that is refused."""
        kind = PARQUET if len(examined.files) == 1 else ARROW
        targets = [folder / f"{number}{kind}" for number in range(len(examined.files))]
        jobs = [partial(self._take, examined, *pair) for pair in zip(examined.files, targets, strict=True)]
        count = min(len(jobs), len(os.sched_getaffinity(0)), _MOST_PROCESSES)
        if count < 2 or sum(file.entry.bytes for file in examined.files) < _WORTH_PROCESSES:
            yield from (job(take_file) for job in jobs)
            return
        with ThreadPoolExecutor(count) as threads, Processes(count) as processes:
            taken = [threads.submit(job, partial(_apart, processes)) for job in jobs]
            try:
                yield from (one.result() for one in taken)
            finally:
                threads.shutdown(wait=False, cancel_futures=True)

    def _manifest(self, examined: Examined, size: int) -> Manifest:
        if size > MAX_BYTES:
            raise refuse("manifest_too_large", limit=MAX_BYTES)
        try:
            data = self.landing.read(examined.delivery.prefix + MANIFEST, limit=MAX_BYTES)
        except FileNotFoundError as error:
            raise refuse("file_missing", file=MANIFEST) from error
        examined.manifest_sha256 = hashlib.sha256(data).hexdigest()
        return parse_manifest(data, examined.delivery, max_files=self.limits.max_files)

    def _take(self, examined: Examined, file: ReadFile, target: Path, reader: Reader) -> Taken:
        """Digest the very bytes that are then parsed: a local copy, which is removed afterwards."""
        delivery, entry, copy = examined.delivery, file.entry, target.with_suffix(".sent")
        try:
            self._fetch(delivery.prefix + entry.name, copy, entry)
            sent = Sent(
                copy,
                entry,
                name=examined.prefix + entry.name,
                feed=delivery.feed,
                sender=delivery.sender,
                date=delivery.date,
                sequence=delivery.sequence,
                mode=examined.mode or "",
            )
            return reader(sent, target, self.limits)
        finally:
            copy.unlink(missing_ok=True)

    def _fetch(self, key: str, copy: Path, entry: FileEntry) -> None:
        try:
            self.landing.download(key, copy)
        except FileNotFoundError as error:
            raise refuse("file_missing", file=entry.name) from error
        with copy.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").hexdigest()
        if digest != entry.sha256:
            raise refuse("digest_wrong", file=entry.name)


def _apart(processes: Processes, sent: Sent, target: Path, limits: Limits) -> Taken:
    """A process that dies may have been short of memory for the other's file: it is tried once more."""
    for _ in range(2):
        with suppress(ProcessDied):
            return processes.call(take_file, sent, target, limits)
    raise refuse("file_damaged", file=sent.entry.name, kind=ProcessDied.__name__)


def _check_size(entry: FileEntry, size: int | None, limits: Limits) -> None:
    if size is None:
        raise refuse("file_missing", file=entry.name)
    if size != entry.bytes:
        raise refuse("file_size", file=entry.name, size=size, announced=entry.bytes)
    if size > limits.max_file_bytes:
        raise refuse("file_too_large", file=entry.name, size=size, limit=limits.max_file_bytes)
