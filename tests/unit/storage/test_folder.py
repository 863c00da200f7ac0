import os
import stat
from pathlib import Path

import pytest

from doisoat.errors import StorageError
from doisoat.storage.folder import UNFINISHED, FolderStore


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret").write_bytes(b"not ours")
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


@pytest.fixture
def store(root: Path) -> FolderStore:
    return FolderStore(root)


def test_a_file_being_written_is_not_an_object(store: FolderStore, root: Path) -> None:
    (root / f"{UNFINISHED}0123").write_bytes(b"half")
    (root / "new").mkdir()
    (root / "new" / f"{UNFINISHED}0123").write_bytes(b"half")
    assert list(store.scan("")) == []
    assert store.folders("") == []


def test_a_folder_goes_with_its_last_object(store: FolderStore) -> None:
    store.write("accounts/2024-01-12/x", b"")
    store.delete("accounts/2024-01-12/x")
    assert store.folders("accounts/") == []


def test_nothing_is_left_of_a_write_that_fails(store: FolderStore, root: Path, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (root / "taken").mkdir()
    with pytest.raises(IsADirectoryError):
        store.upload(tmp_path / "source", "a/b")
    with pytest.raises(StorageError, match="cannot write taken: Is a directory"):
        store.write("taken", b"x")
    assert [path for path in root.rglob("*") if path.is_file()] == []


def test_a_failed_write_leaves_the_former_object(
    store: FolderStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.write("a", b"former")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="cannot write a: No space left on device"):
        store.write("a", b"new")
    assert store.read("a") == b"former"
    assert list(root.iterdir()) == [root / "a"]


@pytest.mark.parametrize("target", ["../outside/secret", "kept"], ids=["outside", "inside"])
def test_a_link_is_not_an_object(store: FolderStore, root: Path, target: str) -> None:
    store.write("kept", b"x")
    (root / "link").symlink_to(target)
    assert [o.key for o in store.scan("")] == ["kept"]
    with pytest.raises(StorageError, match="link passes through a link"):
        store.read("link")


def test_a_linked_folder_is_not_entered(store: FolderStore, root: Path, tmp_path: Path) -> None:
    (root / "link").symlink_to(tmp_path / "outside")
    assert list(store.scan("link/")) == []
    assert list(store.scan("")) == []
    assert store.folders("") == []
    assert store.folders("link/") == []
    for attempt in (store.read, store.delete, store.path):
        with pytest.raises(StorageError, match="link/secret passes through a link"):
            attempt("link/secret")
    with pytest.raises(StorageError, match="passes through a link"):
        store.write("link/new", b"x")
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["secret"]


@pytest.mark.parametrize("prefix", ["../outside/", "..", "/etc/"])
def test_a_listing_stays_inside(store: FolderStore, prefix: str) -> None:
    assert list(store.scan(prefix)) == []
    assert store.folders(prefix) == []


def test_a_pipe_is_not_an_object_and_does_not_block(store: FolderStore, root: Path) -> None:
    os.mkfifo(root / "pipe")
    assert list(store.scan("")) == []
    with pytest.raises(FileNotFoundError):
        store.read("pipe")


def test_a_root_that_is_a_link_is_used(root: Path, tmp_path: Path) -> None:
    (tmp_path / "landing").symlink_to(root)
    FolderStore(tmp_path / "landing").write("a/b", b"x")
    assert (root / "a" / "b").read_bytes() == b"x"


def test_a_root_that_does_not_exist_is_empty_until_written(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "later")
    assert list(store.scan("")) == []
    assert store.folders("") == []
    store.write("a", b"x")
    assert store.read("a") == b"x"


def test_files_get_the_modes_of_the_umask(store: FolderStore, root: Path) -> None:
    before = os.umask(0o027)
    try:
        store.write("a", b"")
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / "a").stat().st_mode) == 0o640


def test_the_path_of_an_object_is_its_file(store: FolderStore, root: Path) -> None:
    store.write("a/b.parquet", b"x")
    assert store.path("a/b.parquet") == root / "a" / "b.parquet"
    with pytest.raises(FileNotFoundError, match="a/c.parquet is not there"):
        store.path("a/c.parquet")
