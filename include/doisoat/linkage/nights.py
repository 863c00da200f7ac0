"""When a night may go by what an earlier one compared: the same model and code, and a register that hardly changed."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml

from doisoat.errors import SettingsError
from doisoat.linkage.model import Model
from doisoat.paths import CONFIG, SQL

FILE = CONFIG / "linkage" / "nights.yaml"
_CODE = (Path(__file__).parent, Path(__file__).parent.parent / "names", SQL / "lake" / "link")


@dataclass(frozen=True)
class Nights:
    """`full_after_days`: days after which a night is full again; `largest_change`: share of the register that may have
    changed since the night that another one goes by."""

    full_after_days: int
    largest_change: float

    @classmethod
    def from_mapping(cls, content: Mapping[str, Any]) -> "Nights":
        """SettingsError says what is missing, unknown or no such number."""
        names = {"full_after_days", "largest_change"}
        if set(content) != names:
            raise SettingsError(f"linkage/nights.yaml must have exactly {sorted(names)}")
        days, change = content["full_after_days"], content["largest_change"]
        if not isinstance(days, int) or days < 1:
            raise SettingsError(f"linkage/nights.yaml: full_after_days is a number of days from 1, not {days!r}")
        if not isinstance(change, int | float) or not 0 <= change <= 1:
            raise SettingsError(f"linkage/nights.yaml: largest_change is a share from 0 to 1, not {change!r}")
        return cls(days, float(change))


def load_nights() -> Nights:
    return Nights.from_mapping(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def method_digest(model: Model) -> str:
    """Changes whenever a pair may be found or compared otherwise: with the model, the code or the rules; and with the
    engine, whose digests of rows are kept."""
    digest = hashlib.sha256(f"{model!r} {duckdb.__version__}".encode())
    for file in sorted(file for folder in _CODE for file in folder.iterdir() if file.suffix in {".py", ".sql"}):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:32]


def basis_of(method: str, register: str) -> str:
    """What a comparison goes by: how it is made, and the register (changes.register_digest)."""
    return hashlib.sha256(f"{method} {register}".encode()).hexdigest()[:32]
