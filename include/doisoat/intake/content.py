"""What kind of file it is, by its content: names lie, and a renamed file should be read or refused in clear words."""

import codecs
from pathlib import Path

from doisoat.intake.dbf import VERSIONS
from doisoat.intake.delimited import open_plain
from doisoat.intake.layout import Kind
from doisoat.intake.refusals import refuse

_ZIP, _PARQUET, _GZIP = b"PK\x03\x04", b"PAR1", b"\x1f\x8b"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, and workbooks with a password
_TEXT: frozenset[Kind] = frozenset({"csv", "fixed"})


def kinds_of(path: Path) -> frozenset[Kind]:
    """The kinds of layout that such a file may have. DeliveryRefused for what no layout reads."""
    with path.open("rb") as file:
        start = file.read(32)
    if start.startswith(_OLE):
        raise refuse("workbook_old")
    if start.startswith(_ZIP):
        return frozenset({"workbook"})
    if start.startswith(_PARQUET):
        return frozenset({"parquet"})
    if _is_dbf(start):
        return frozenset({"dbf"})
    return frozenset({"xml"}) if _is_xml(path) else _TEXT


def _is_xml(path: Path) -> bool:
    """Whether the text, unpacked, begins with an angle bracket, in whatever encoding."""
    with open_plain(path) as file:
        start = file.read(64)
    for mark in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        start = start.removeprefix(mark)
    return start.lstrip(b" \t\r\n\0").startswith(b"<")


def _is_dbf(start: bytes) -> bool:
    """A version, a possible date, and zero bytes where text has none."""
    if len(start) < 32 or start[0] not in VERSIONS or start.startswith(_GZIP):
        return False
    return 1 <= start[2] <= 12 and 1 <= start[3] <= 31 and b"\0" in start[4:32]
