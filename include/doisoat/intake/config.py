"""The limits of each feed (config/feeds.yaml) and the layouts of its files (config/layouts/*.yaml)."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

Kind = Literal["csv", "parquet", "workbook"]


@dataclass(frozen=True)
class Limits:
    """Ages in days before the business date, sizes in bytes."""

    warn_after_days: int
    stop_after_days: int
    max_file_bytes: int
    max_unpacked_bytes: int
    max_files: int
    full_within_days: int = 0


@dataclass(frozen=True)
class Layout:
    """How a kind of file names the logical fields: `headers` maps a normalised header to its field."""

    name: str
    feed: str
    kind: Kind
    headers: dict[str, str]
    required: frozenset[str]
    encoding: str = "utf-8"
    delimiter: str = ","
    ignored: frozenset[str] = frozenset()
    end_markers: tuple[str, ...] = ()
    total_of: str | None = None

    def fields(self, header: Iterable[str]) -> list[str | None]:
        """The logical field of each header cell, None for a column that is not ours."""
        return [self.headers.get(plain_header(cell)) for cell in header]

    def unknown(self, header: Iterable[str]) -> list[str]:
        """Header cells that are neither a field nor a column known to be of no use."""
        known = self.headers.keys() | self.ignored | {""}
        return [cell for cell in header if plain_header(cell) not in known]

    def matches(self, header: Iterable[str]) -> bool:
        return self.required <= set(self.fields(header))


def plain_header(text: str) -> str:
    """A header as it is compared: Unicode NFC, lower case, single spaces and none beside punctuation."""
    text = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return re.sub(r"\s*([/,();:.])\s*", r"\1", text)


@cache
def load_limits(feed: str) -> Limits:
    """SettingsError if the feed has no limits, or wrong ones."""
    path = CONFIG / "feeds.yaml"
    try:
        return Limits(**yaml.safe_load(path.read_text("utf-8"))[feed])
    except (KeyError, TypeError) as error:
        raise SettingsError(
            f"{path.name}: the limits of {feed} are missing or not as they should be"
        ) from error


@cache
def load_layouts(feed: str) -> dict[str, Layout]:
    """The layouts of a feed by name, in the order of their names. SettingsError names a file that cannot be used."""
    layouts = (_layout(p.stem, p.read_text("utf-8")) for p in sorted((CONFIG / "layouts").glob("*.yaml")))
    return {layout.name: layout for layout in layouts if layout.feed == feed}


def _layout(name: str, text: str) -> Layout:
    try:
        return _build(name, **yaml.safe_load(text))
    except (TypeError, KeyError, AttributeError) as error:
        raise SettingsError(f"layouts/{name}.yaml is not a layout: see docs/onboarding.md") from error


def _build(name: str, *, columns: dict[str, Any], **rest: Any) -> Layout:
    headers = {plain_header(h): field for field, column in columns.items() for h in column["headers"]}
    required = frozenset(field for field, column in columns.items() if column.get("required"))
    rest["ignored"] = frozenset(plain_header(h) for h in rest.get("ignored", ()))
    rest["end_markers"] = tuple(plain_header(m) for m in rest.get("end_markers", ()))
    return Layout(name=name, headers=headers, required=required, **rest)
