"""Who gets the mails: include/config/recipients.yaml, or the file that DOISOAT_RECIPIENTS names."""

import os
import re
from pathlib import Path
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

DEFAULT = CONFIG / "recipients.yaml"
LANGUAGES = ("vi",)
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


def load_recipients(path: Path | None = None) -> list[str]:
    """The addresses, in the order of the file. SettingsError names the entry that cannot be used, and why."""
    path = path or Path(os.environ.get("DOISOAT_RECIPIENTS") or DEFAULT)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"the recipients in {path.name} cannot be read: {type(error).__name__}") from None
    entries = content.get("recipients") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise SettingsError(f"{path.name} needs a list `recipients` with at least one entry")
    return [_address(path.name, position, entry) for position, entry in enumerate(entries, 1)]


def _address(file: str, position: int, entry: Any) -> str:
    where = f"{file}, recipient {position}"
    if not isinstance(entry, dict) or set(entry) != {"address", "role", "language"}:
        raise SettingsError(f"{where}: needs address, role and language, and nothing else")
    address = str(entry["address"])
    if not _ADDRESS.fullmatch(address):
        raise SettingsError(f"{where}: the address is not one")
    if not entry["role"]:
        raise SettingsError(f"{where}: the role is empty")
    if entry["language"] not in LANGUAGES:
        raise SettingsError(f"{where}: the language is one of {', '.join(LANGUAGES)}")
    return address
