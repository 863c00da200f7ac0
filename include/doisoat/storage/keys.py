"""Keys of objects: relative, with `/` between parts, whatever the store; what a listing tells of one."""

from dataclasses import dataclass

from doisoat.errors import StorageError


@dataclass(frozen=True)
class ObjectInfo:
    """What a listing tells of an object."""

    key: str
    size: int  # bytes


def plain(key: str) -> str:
    """The key itself; StorageError if it could lead elsewhere than it says, as a hostile manifest may try."""
    if any(part in {"", ".", ".."} for part in key.split("/")) or "\0" in key:
        raise StorageError(f"{key!r} is not a plain relative path")
    return key
