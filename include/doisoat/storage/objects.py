"""One small interface to object storage: a local folder, or S3 through boto3.

Writes are atomic: a reader sees a whole object or none.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from doisoat.errors import SettingsError
from doisoat.storage.keys import ObjectInfo


class ObjectStore(Protocol):
    """What the pipeline needs of a store. Errors: FileNotFoundError for a missing key, StorageError for the rest."""

    def scan(self, prefix: str) -> Iterator[ObjectInfo]:
        """All objects whose key starts with `prefix`, sorted by key."""

    def folders(self, prefix: str) -> list[str]:
        """Names of the folders directly under `prefix` (empty, or ending with `/`) that hold an object; sorted.

        A server that keeps folders may show one for a while after its last object went.
        """

    def read(self, key: str, *, limit: int | None = None) -> bytes:
        """The object's bytes; StorageError if it has more than `limit`."""

    def download(self, key: str, target: Path) -> None:
        """Copy the object to a local file."""

    def write(self, key: str, data: bytes) -> None:
        """Create or replace the object."""

    def upload(self, source: Path, key: str) -> None:
        """Create or replace the object from a local file."""

    def create(self, key: str, data: bytes) -> bool:
        """Create the object unless it exists; whether it was created. Two racing callers: one wins."""

    def delete(self, key: str) -> None:
        """Remove the object; no error if it is not there."""


def open_store(url: str) -> ObjectStore:
    """The store at a folder's path or an `s3://bucket/prefix` URL.

    The endpoint and the credentials of S3 are boto3's own settings, AWS_ENDPOINT_URL_S3 and the like.
    """
    if url.startswith("s3://"):
        from doisoat.storage.s3 import S3Store

        return S3Store(url)
    if "://" in url:
        raise SettingsError(f"object storage is a folder or s3://bucket/prefix, not {url.split('://')[0]}://…")
    from doisoat.storage.folder import FolderStore

    return FolderStore(Path(url))
