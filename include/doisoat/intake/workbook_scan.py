"""Look through a workbook's parts before a library opens it: what would take all memory is refused, oddities are told.

A sheet is held as a full grid, so one cell in the last corner is as bad as a full sheet; and a text that is stored once
may be shown in a million cells.
"""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from doisoat.intake.config import Limits
from doisoat.intake.refusals import refuse

_CHUNK = 1 << 20
_MAX_PARTS = 10_000
_MAX_TAG = 4 << 20  # bytes between two cells, or of one shared text
_MAX_COLUMN, _MAX_ROW = 52, 1_048_576  # AZ; what a sheet can have
_COLUMNS = range(ord("A"), ord("Z") + 1)
# As every known program writes a cell: its place first, in double quotes. Beyond AZ, or beyond row 999,999.
_FAR = re.compile(rb'<c r="([B-Zb-z][A-Za-z]|[A-Za-z]{3,}|[A-Za-z]+(?=\d{7}))(\d*)"([^<>]*)>(</c>)?')
# Any way of writing one. What follows the tag is looked at too: `>` may stand in an attribute.
_ANY = re.compile(rb"<(?:[\w.-]+:)?(row|c)(?=[\s/>])([^<]*)")
_PLACE = re.compile(rb"""\br\s*=\s*["']\s*([A-Za-z]+)(\d+)""")
_CUTS = (b"<c ", b"</si>", b"<")
_CELLS = (b"<c ", b"<c>", b"<c/", b"<c\n", b"<c\t", b"<c\r")
_HIDDEN = re.compile(rb'<row\b[^<>]*\bhidden="(?:1|true)"')
_NO_VALUE = re.compile(rb"<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>")
_SHARED = re.compile(rb't="s"[^<>]*><v>(\d+)<')


@dataclass
class Found:
    """What a reader of the file should be told."""

    hidden_rows: int = 0
    formulas_without_value: int = 0
    external: bool = False
    texts: list[int] = field(default_factory=list)  # bytes of each shared text
    uses: int = 0


def scan_workbook(path: Path, limits: Limits) -> Found:
    """Every part is read to its end: zipfile stops at the announced size and compares the checksum.

    DeliveryRefused when it would take too much memory or holds entities; zipfile's errors.
    """
    found = Found()
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if len(parts) > _MAX_PARTS:
            raise refuse("workbook_parts", limit=_MAX_PARTS)
        if sum(part.file_size for part in parts) > limits.max_unpacked_bytes:
            raise refuse("unpacked_too_large", limit=limits.max_unpacked_bytes)
        for part in parts:
            _scan_part(archive, part, found)
        if max(found.texts, default=0) * found.uses > limits.max_unpacked_bytes:
            _check_shared(archive, found, limits)
    return found


def _scan_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, found: Found) -> None:
    """Whatever its name: the workbook says itself which of its parts are sheets."""
    found.external |= part.filename.casefold().lstrip("/").startswith("xl/externallinks/")
    for chunk in _chunks(archive, part):
        if b"!" in chunk and (b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk):
            raise refuse("workbook_entities")
        if b"<c" in chunk or b":c" in chunk:
            _scan_cells(chunk, found)
        if b"</si>" in chunk:
            found.texts += map(len, chunk.removeprefix(b"</si>").split(b"</si>"))


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content in pieces that end where an element begins or ends, so that no cell, text or tag is divided."""
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(_CHUNK):
            rest += chunk
            end = next((end for cut in _CUTS if (end := rest.rfind(cut)) > 0), 0)
            if end == 0 and len(rest) > _MAX_TAG:
                raise refuse("cell_too_large", limit=_MAX_TAG)
            if end:
                yield rest[:end]
                rest = rest[end:]
        yield rest


def _scan_cells(chunk: bytes, found: Found) -> None:
    placed = chunk.count(b'<c r="')
    found.uses += placed
    if chunk.count(b"<c") != placed or b":c" in chunk:
        _scan_unusual(chunk, placed)
    for column, digits, attributes, end in _FAR.findall(chunk):
        if not end and not attributes.endswith(b"/"):
            _check_place(column, digits)
    if b'hidden="' in chunk:
        found.hidden_rows += len(_HIDDEN.findall(chunk))
    if b"f" in chunk and b"<f" in chunk:
        found.formulas_without_value += len(_NO_VALUE.findall(chunk))


def _scan_unusual(chunk: bytes, placed: int) -> None:
    """Cells whose place stands elsewhere in the tag, or that have none and follow each other."""
    if sum(map(chunk.count, _CELLS)) == placed and b":c " not in chunk and b":c>" not in chunk:
        return  # <cols>, <conditionalFormatting>
    unplaced = 0
    for kind, attributes in _ANY.findall(chunk):
        places = _PLACE.findall(attributes) if kind == b"c" else []
        unplaced = 0 if kind == b"row" else unplaced + (not places)
        if unplaced > _MAX_COLUMN:
            raise refuse("far_cells", cell="?")
        for column, digits in places:
            _check_place(column, digits)


def _check_place(column: bytes, digits: bytes) -> None:
    number = 0
    for letter in column.upper()[:4]:
        number = number * 26 + letter - _COLUMNS.start + 1
    if number > _MAX_COLUMN or len(digits) > 7 or int(digits or 0) > _MAX_ROW:
        raise refuse("far_cells", cell=(column + digits).decode())


def _check_shared(archive: zipfile.ZipFile, found: Found, limits: Limits) -> None:
    """Some text is long: add up what the cells would really hold."""
    uses: Counter[bytes] = Counter()
    for part in archive.infolist():
        for chunk in _chunks(archive, part):
            uses.update(_SHARED.findall(chunk))
    longest = max(found.texts)
    size = sum((found.texts[int(at)] if int(at) < len(found.texts) else longest) * n for at, n in uses.items())
    if size > limits.max_unpacked_bytes:
        raise refuse("unpacked_too_large", limit=limits.max_unpacked_bytes)
