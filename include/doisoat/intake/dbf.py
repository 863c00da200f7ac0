"""FoxPro and dBASE tables (.dbf), by their bytes.

Read here and not by a library: dbfread gives no record numbers, ends silently where a file is cut off, and looks for
memo files beside it. The format is a header of fixed fields and records of one length.
"""

import re
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doisoat.intake.distinct import map_distinct
from doisoat.intake.fixed import fixed_texts
from doisoat.intake.refusals import refuse

# dBASE III, FoxPro, Visual FoxPro, dBASE IV; with memo: the same with high bits.
VERSIONS = {0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0xCB, 0xF5, 0xFB}
MEMO = "MGPWVQB"  # content elsewhere, or bytes
_TEXT = "CNFDL"
_DESCRIPTOR = 32
_END, _ENCRYPTED_AT = 0x0D, 15
_LIVE, _DELETED = ord(" "), ord("*")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)")


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    start: int
    length: int


@dataclass
class DbfTable:
    """Columns as text by the field's position; `numbers` are record numbers from 1, deleted records left out.

    `malformed` holds records that are marked neither live nor deleted.
    """

    numbers: pa.Array
    columns: list[pa.Array]
    deleted: list[int]
    malformed: dict[int, str] = field(default_factory=dict)


def read_fields(data: bytes) -> list[Field]:
    """The table's fields. DeliveryRefused if the header does not hold together."""
    if len(data) < 2 * _DESCRIPTOR or data[0] not in VERSIONS:
        raise refuse("dbf_header")
    if data[_ENCRYPTED_AT]:
        raise refuse("dbf_encrypted")
    _, header, record = struct.unpack_from("<IHH", data, 4)
    fields, at, start = [], _DESCRIPTOR, 1
    while at + _DESCRIPTOR <= min(header, len(data)) and data[at] != _END:
        name = data[at : at + 11].split(b"\0")[0].decode("ascii", "replace").strip()
        kind, length = chr(data[at + 11]), data[at + 16]
        if kind == "C":
            length += data[at + 17] << 8  # FoxPro's long texts
        fields.append(Field(name, kind, start, length))
        at, start = at + _DESCRIPTOR, start + length
    if not fields or start != record or header < at + 1 or data[at : at + 1] != bytes([_END]):
        raise refuse("dbf_header")
    return fields


def read_dbf(path: Path, wanted: Callable[[str], bool], decode: Callable[[bytes], str]) -> DbfTable:
    """Fields whose name is not wanted are left empty. DeliveryRefused if the file is not whole, or a wanted field is
    a memo or of an unknown type."""
    data = path.read_bytes()
    fields = read_fields(data)
    grid = _records(data)
    marks = grid[:, 0]
    live = marks == _LIVE
    numbers = np.arange(1, len(grid) + 1)
    odd = np.flatnonzero(~live & (marks != _DELETED))
    rows = grid[live]
    columns = [_column(rows, f, decode) if wanted(f.name) else pa.nulls(len(rows), pa.string()) for f in fields]
    malformed = {int(at) + 1: decode(grid[at].tobytes()).replace("\0", " ") for at in odd}
    return DbfTable(pa.array(numbers[live]), columns, numbers[marks == _DELETED].tolist(), malformed)


def text_sample(data: bytes) -> bytes:
    """What the encoding of the whole table is told by: its records, each a line."""
    fields = [f for f in read_fields(data) if f.kind == "C"]
    grid = _records(data)[:200_000]
    return b"\n".join(grid[:, f.start : f.start + f.length].tobytes() for f in fields)


def _records(data: bytes) -> npt.NDArray[np.uint8]:
    count, header, record = struct.unpack_from("<IHH", data, 4)
    end = header + count * record
    rest = data[end:].rstrip(b"\x1a\0 \r\n")
    if len(data) < end or rest:
        raise refuse("dbf_size", records=count)
    return np.frombuffer(data, np.uint8, count * record, header).reshape(count, record)


def _column(rows: npt.NDArray[np.uint8], f: Field, decode: Callable[[bytes], str]) -> pa.Array:
    if f.kind in MEMO:
        raise refuse("dbf_memo", field=f.name)
    if f.length == 0 or f.kind not in _TEXT + "IYT":
        raise refuse("dbf_type", field=f.name)
    cells = np.ascontiguousarray(rows[:, f.start : f.start + f.length])
    if f.kind in "IYT":
        return _binary(cells, f)
    read = _iso if f.kind == "D" else decode
    return map_distinct(fixed_texts(cells), lambda cell: read(bytes(cell).rstrip(b"\0")))  # type: ignore[arg-type]


def _iso(cell: bytes) -> str:
    text = cell.decode("latin-1").strip()
    return _DATE.sub(r"\1-\2-\3", text) if _DATE.fullmatch(text) else text


def _binary(cells: npt.NDArray[np.uint8], f: Field) -> pa.Array:
    """Whole number, money in ten-thousandths, or day and time, of Visual FoxPro."""
    if f.length != {"I": 4, "Y": 8, "T": 8}[f.kind]:
        raise refuse("dbf_type", field=f.name)
    if f.kind == "I":
        return pa.array(cells.view("<i4").ravel()).cast(pa.string())
    if f.kind == "Y":
        amounts = cells.view("<i8").ravel().tolist()
        return pa.array([f"{n // 10_000}" if n % 10_000 == 0 else f"{n / 10_000:.4f}" for n in amounts])
    days = cells.view("<i4").reshape(-1, 2)[:, 0].astype(np.int64)
    epoch = 2_440_588  # Julian day of 1970-01-01
    dates = pa.array(np.where(days > 0, days - epoch, 0).astype(np.int32)).cast(pa.date32()).cast(pa.string())
    return pa.array([day if known else None for day, known in zip(dates.to_pylist(), days > 0, strict=True)])
