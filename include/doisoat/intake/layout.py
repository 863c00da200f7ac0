"""A layout: how a kind of file names, places and writes the logical fields of a feed."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Literal

Kind = Literal["csv", "parquet", "workbook", "dbf", "fixed", "xml"]
UNDER = " > "  # between the two texts of a two-row header


@dataclass(frozen=True)
class Split:
    """A two-row header: which of the columns under it holds the value says another field (sex, by year of birth).

    `over` are the spellings of the upper header, `under` those of each column below; the key is what `gives` becomes.
    """

    over: tuple[str, ...]
    gives: str
    under: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Column:
    """Where a field is (`headers`, or `positions` from 1, both ends included, or `split`), or its `constant` value;
    and how it is written: `values` from plain spelling to code, `date` a strptime format."""

    headers: tuple[str, ...] = ()
    required: bool = False
    positions: tuple[int, int] | None = None
    constant: str | None = None
    split: Split | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None
    merged: bool = False


@dataclass(frozen=True)
class Record:
    """Lines of `length` characters; the first starts with `first`, the last with `last` and holds the number of lines
    between them at `count`."""

    length: int
    first: str
    last: str
    count: tuple[int, int]


@dataclass(frozen=True)
class Layout:
    """`columns` by logical field. `source` is the file it was read from; `message` the message of kind xml.

    Of a workbook with `all_sheets` every sheet with the header is read. A row is one where a field is filled in; of a
    form that is mostly printed already, one of the fields `filled_in`.
    """

    name: str
    feed: str
    kind: Kind
    columns: Mapping[str, Column]
    source: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    quoted: bool = True
    record: Record | None = None
    ignored: frozenset[str] = frozenset()
    end_markers: tuple[str, ...] = ()
    total_of: str | None = None
    message: str | None = None
    all_sheets: bool = False
    filled_in: tuple[str, ...] = ()

    @cached_property
    def required(self) -> frozenset[str]:
        return frozenset(f for f, column in self.columns.items() if column.required)

    @cached_property
    def fields(self) -> frozenset[str]:
        """The logical fields that its files have."""
        return frozenset(self.columns) | {c.split.gives for c in self.columns.values() if c.split}

    @cached_property
    def places(self) -> dict[str, str]:
        """Field, or field and which of its split columns, by plain header."""
        found = {plain_header(h): f for f, column in self.columns.items() for h in column.headers}
        for f, column in self.columns.items():
            for over in column.split.over if column.split else ():
                for key, texts in column.split.under.items() if column.split else ():
                    found |= {plain_header(over + UNDER + text): f + UNDER + key for text in texts}
        return found

    def places_of(self, header: Iterable[str]) -> list[str | None]:
        """The place that each header cell names, None for a column that is not ours."""
        return [self.places.get(plain_header(cell)) for cell in header]

    def missing(self, header: Iterable[str]) -> list[str]:
        """Mandatory fields that the header does not name."""
        found = set(self.places_of(header))
        return sorted(f for f in self.required if not self._wanted(f) <= found)

    def unknown(self, header: Iterable[str]) -> list[str]:
        """Header cells that are neither a field nor a column known to be of no use."""
        known = self.places.keys() | self.ignored | {""}
        return [cell for cell in header if plain_header(cell) not in known]

    def accepted_headers(self, f: str) -> tuple[str, ...]:
        """How the header of a field may be written, as configured."""
        column = self.columns[f]
        if column.split is None:
            return column.headers
        return tuple(column.split.over[0] + UNDER + texts[0] for texts in column.split.under.values())

    def written(self, place: str) -> str:
        """What senders call a place: the usual header, or the positions."""
        f = place.split(UNDER)[0]
        if f not in self.columns:
            return place
        positions = self.columns[f].positions
        return "-".join(map(str, positions)) if positions else (*self.accepted_headers(f), place)[0]

    def _wanted(self, f: str) -> set[str | None]:
        column = self.columns[f]
        if column.constant is not None:
            return set()
        return {f} if column.split is None else {f + UNDER + key for key in column.split.under}


@lru_cache(4096)
def plain_header(text: str) -> str:
    """A header as it is compared: Unicode NFC, lower case, single spaces and none beside punctuation."""
    text = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    return re.sub(r"\s*([/,();:.])\s*", r"\1", text)
