"""Who may send what, and with which keys: include/config/senders.yaml, or the file that DOISOAT_SENDERS names."""

import base64
import binascii
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

SENDERS = CONFIG / "senders.yaml"
_KEY_BYTES = 32


@dataclass(frozen=True)
class Key:
    """An Ed25519 public key, valid for the business dates from `valid_from` to `valid_to`, both included."""

    key_id: str
    public_key: bytes
    valid_from: dt.date
    valid_to: dt.date


@dataclass(frozen=True)
class Sender:
    """A registered sender; with keys it must sign. Two keys may be valid at once, while one follows another."""

    feeds: frozenset[str]
    keys: tuple[Key, ...] = ()

    def key(self, key_id: str) -> Key | None:
        return next((key for key in self.keys if key.key_id == key_id), None)


@dataclass(frozen=True)
class Senders:
    """Of the feeds in `registered_only`, deliveries by anybody who is not registered are refused."""

    senders: dict[str, Sender] = field(default_factory=dict)
    registered_only: frozenset[str] = frozenset()


def load_senders(path: Path = SENDERS) -> Senders:
    """SettingsError names what in the file cannot be used."""
    try:
        return _senders(**(yaml.safe_load(path.read_text("utf-8")) or {}))
    except FileNotFoundError:
        raise SettingsError(f"{path.name}: the file of registered senders is not there") from None
    except (TypeError, KeyError, AttributeError, ValueError, yaml.YAMLError) as error:
        raise SettingsError(
            f"{path.name} does not list senders as docs/intake.md, 'Signatures', says: {error}"
        ) from None


def _senders(*, senders: dict[str, Any] | None, registered_only: list[str] | None = None) -> Senders:
    read = {name: _sender(name, **member) for name, member in (senders or {}).items()}
    return Senders(read, frozenset(registered_only or ()))


def _sender(name: str, *, feeds: list[str], keys: list[dict[str, Any]] | None = None) -> Sender:
    read = tuple(_key(**key) for key in keys or ())
    if len({key.key_id for key in read}) < len(read):
        raise ValueError(f"{name} has two keys of one name")
    return Sender(frozenset(feeds), read)


def _key(*, key_id: str, public_key: str, valid_from: dt.date, valid_to: dt.date) -> Key:
    try:
        raw = base64.b64decode(public_key, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise ValueError(f"public_key of {key_id} is not {_KEY_BYTES} bytes in base64")
    if not isinstance(valid_from, dt.date) or not isinstance(valid_to, dt.date) or valid_to < valid_from:
        raise ValueError(f"{key_id} is not valid from a date to a later one")
    return Key(str(key_id), raw, valid_from, valid_to)
