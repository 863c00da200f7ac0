"""Object storage in a local folder."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from doisoat.errors import StorageError
from doisoat.storage.objects import ObjectInfo


class FolderStore:
    """Objects are files below `root`. Links are not followed out of it; a write is a rename, so it is atomic."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def path(self, key: str) -> Path:
        """The file of a key; StorageError if the key, or a link on its way, leaves the folder."""
        path = self._root / key
        if not path.resolve().is_relative_to(self._root):
            raise StorageError(f"{key} leads out of the folder")
        return path

    def scan(self, prefix: str) -> Iterator[ObjectInfo]:
        base = self._root / prefix.rpartition("/")[0]
        files = (Path(folder) / name for folder, _, names in os.walk(base) for name in names)
        keys = sorted(f.relative_to(self._root).as_posix() for f in files)
        return (ObjectInfo(k, (self._root / k).lstat().st_size) for k in keys if k.startswith(prefix))

    def folders(self, prefix: str) -> list[str]:
        base = self._root / prefix
        return sorted(p.name for p in base.iterdir() if p.is_dir()) if base.is_dir() else []

    def read(self, key: str, *, limit: int | None = None) -> bytes:
        path = self.path(key)
        if limit is not None and path.stat().st_size > limit:
            raise StorageError(f"{key} has more than {limit} bytes")
        return path.read_bytes()

    def download(self, key: str, target: Path) -> None:
        shutil.copyfile(self.path(key), target)

    def write(self, key: str, data: bytes) -> None:
        with self._temporary(key) as file:
            file.write(data)
        Path(file.name).replace(self.path(key))

    def upload(self, source: Path, key: str) -> None:
        with self._temporary(key) as file, source.open("rb") as content:
            shutil.copyfileobj(content, file, 1 << 20)
        Path(file.name).replace(self.path(key))

    def create(self, key: str, data: bytes) -> bool:
        with self._temporary(key) as file:
            file.write(data)
        try:
            os.link(file.name, self.path(key))
        except FileExistsError:
            return False
        finally:
            Path(file.name).unlink()
        return True

    def delete(self, key: str) -> None:
        self.path(key).unlink(missing_ok=True)

    def _temporary(self, key: str) -> "tempfile._TemporaryFileWrapper[bytes]":
        folder = self.path(key).parent
        folder.mkdir(parents=True, exist_ok=True)
        return tempfile.NamedTemporaryFile(dir=folder, prefix=".writing-", delete=False)
