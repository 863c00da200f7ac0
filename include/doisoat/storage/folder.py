"""Object storage in a local folder."""

import os
import shutil
import stat
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from doisoat.errors import StorageError
from doisoat.storage.keys import ObjectInfo, plain

UNFINISHED = ".writing-"  # a file with this prefix is not an object yet, or never became one


class FolderStore:
    """Objects are the regular files below `root`. Links, pipes and devices are none, and links are never followed.

    A write is a rename, so a reader sees the whole object or none. The file is synced first, so this holds after a
    power cut too. The folder is not synced: a cut may bring the former object back, and the night is run again anyway.
    Files get the modes that the umask leaves.
    """

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def path(self, key: str) -> Path:
        """The file of an object that exists; FileNotFoundError if it does not."""
        path = self._place(key)
        with _told("read", key):
            if not stat.S_ISREG(path.lstat().st_mode):
                raise FileNotFoundError(key)
        return path

    def scan(self, prefix: str) -> Iterator[ObjectInfo]:
        objects = _objects(self._folder(prefix.rpartition("/")[0]))
        keys = sorted(path.relative_to(self._root).as_posix() for path in objects)
        return (ObjectInfo(key, (self._root / key).lstat().st_size) for key in keys if key.startswith(prefix))

    def folders(self, prefix: str) -> list[str]:
        base = self._folder(prefix)
        folders = [path for path in base.iterdir() if path.is_dir() and not path.is_symlink()] if base else []
        return sorted(path.name for path in folders if any(_objects(path)))

    def read(self, key: str, *, limit: int | None = None) -> bytes:
        with _told("read", key), self.path(key).open("rb") as file:
            data = file.read() if limit is None else file.read(limit + 1)
        if limit is not None and len(data) > limit:
            raise StorageError(f"{key} has more than {limit} bytes")
        return data

    def download(self, key: str, target: Path) -> None:
        with _told("read", key):
            shutil.copyfile(self.path(key), target)

    def write(self, key: str, data: bytes) -> None:
        with self._writing(key) as file:
            file.write(data)
            _sync(file)
            Path(file.name).replace(self._place(key))

    def upload(self, source: Path, key: str) -> None:
        with source.open("rb") as content, self._writing(key) as file:
            shutil.copyfileobj(content, file, 1 << 20)
            _sync(file)
            Path(file.name).replace(self._place(key))

    def create(self, key: str, data: bytes) -> bool:
        with self._writing(key) as file:
            file.write(data)
            _sync(file)
            try:
                Path(self._place(key)).hardlink_to(file.name)
            except FileExistsError:
                return False
        return True

    def delete(self, key: str) -> None:
        with _told("delete", key):
            self._place(key).unlink(missing_ok=True)

    def _place(self, key: str) -> Path:
        path = self._root / plain(key)
        if path.resolve() != path:
            raise StorageError(f"{key} passes through a link")
        return path

    def _folder(self, prefix: str) -> Path | None:
        """The folder to list, if there is one inside the root that no link leads to."""
        path = self._root / prefix
        inside = path.is_relative_to(self._root) and path.resolve() == path
        return path if inside and path.is_dir() else None

    @contextmanager
    def _writing(self, key: str) -> Generator[BinaryIO]:
        """A new file beside the object's place; whatever is left of it afterwards is removed."""
        folder = self._place(key).parent
        path = folder / f"{UNFINISHED}{uuid.uuid4().hex}"
        with _told("write", key):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                with path.open("xb") as file:
                    yield file
            finally:
                path.unlink(missing_ok=True)


def _objects(base: Path | None) -> Iterator[Path]:
    for folder, _, names in os.walk(base) if base else ():
        for path in (Path(folder) / name for name in names if not name.startswith(UNFINISHED)):
            if stat.S_ISREG(path.lstat().st_mode):
                yield path


def _sync(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


@contextmanager
def _told(doing: str, key: str) -> Generator[None]:
    """Name the key in every error, as the interface promises them."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"{key} is not there") from None
    except OSError as error:
        raise StorageError(f"cannot {doing} {key}: {error.strerror}") from error
