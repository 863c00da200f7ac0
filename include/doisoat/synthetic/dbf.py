"""A FoxPro table (.dbf) as a district's old program writes it: text in TCVN3, fields of fixed width."""

import datetime as dt
import struct
from collections.abc import Sequence
from pathlib import Path

from doisoat.synthetic.oldfonts import tcvn3_bytes

FOXBASE_PLUS, END_OF_HEADER, END_OF_FILE = 0x03, b"\r", b"\x1a"
Field = tuple[str, str, int]  # name, type, width


def write_dbf(path: Path, fields: Sequence[Field], rows: Sequence[Sequence[str]], *, date: dt.date) -> None:
    """Write the rows; ValueError names the field that a text is too long for. `date` is of the last change."""
    width = 1 + sum(size for _, _, size in fields)
    header_size = 32 + 32 * len(fields) + 1
    when = (date.year - 1900, date.month, date.day)
    with path.open("wb") as file:
        file.write(struct.pack("<4BIHH20x", FOXBASE_PLUS, *when, len(rows), header_size, width))
        for name, kind, size in fields:
            file.write(struct.pack("<11sc4xBB14x", name.encode("ascii"), kind.encode("ascii"), size, 0))
        file.write(END_OF_HEADER)
        for row in rows:
            cells = (_cell(text, field) for text, field in zip(row, fields, strict=True))
            file.write(b" " + b"".join(cells))  # the blank says that the record is not deleted
        file.write(END_OF_FILE)


def _cell(text: str, field: Field) -> bytes:
    name, kind, size = field
    content = tcvn3_bytes(text)
    if len(content) > size:
        raise ValueError(f"{name} holds {size} characters, not {len(content)}")
    return content.rjust(size) if kind == "N" else content.ljust(size)
