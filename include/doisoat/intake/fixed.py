"""Lines of fixed width: a first record, one line a row, and a last record that counts them."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from doisoat.intake.delimited import open_plain
from doisoat.intake.layout import Layout, Record
from doisoat.intake.refusals import refuse

_BLOCK = 4 << 20  # bytes; also the longest line that is read
_END_OF_FILE = b"\x1a"  # of DOS
Line = tuple[int, bytes]


def is_fixed(path: Path, record: Record) -> bool:
    """Whether the first line is a first record, as long as one or nothing but its letter."""
    with open_plain(path) as file:
        line = file.readline(record.length + 2).rstrip(b"\r\n")
    return line.startswith(record.first.encode()) and len(line) in {record.length, len(line.rstrip())}


def read_fixed(path: Path, layout: Layout, *, max_bytes: int) -> Iterator[tuple[pa.Array, pa.Table, dict[int, str]]]:
    """Row numbers, the columns by field as text, and by row number the lines that are no records; line 1 is the first
    record. DeliveryRefused without first or last record, when the count is wrong, or beyond `max_bytes`.
    """
    record = layout.record
    if record is None:
        raise ValueError(f"layout {layout.name} has no record")
    rows, held, started = 0, None, False
    for lines in _blocks(path, max_bytes):
        if not started and lines:
            _check_first(lines.pop(0), record)
            started = True
        # The last line of all is not a row: always hold one back.
        lines = [held, *lines] if held else lines
        held = lines.pop() if lines else None
        rows += len(lines)
        yield _table(lines, layout, record)
    _check_last(held, record, rows)


def _blocks(path: Path, max_bytes: int) -> Iterator[list[Line]]:
    """Numbered lines that hold something."""
    number, size, rest = 0, 0, b""
    with open_plain(path) as file:
        while True:
            block = file.read(_BLOCK)
            size += len(block)
            if size > max_bytes:
                raise refuse("unpacked_too_large", limit=max_bytes)
            lines = (rest + block).split(b"\n")
            rest = lines.pop() if block else b""
            if len(rest) > _BLOCK:
                raise refuse("line_too_long", limit=_BLOCK)
            numbered = ((n, line.removesuffix(b"\r")) for n, line in enumerate(lines, number + 1))
            number += len(lines)
            yield [(n, line) for n, line in numbered if line not in {b"", _END_OF_FILE}]
            if not block:
                return


def fixed_texts(cells: npt.NDArray[np.uint8]) -> pa.Array:
    """Each row of bytes as one value."""
    data = pa.py_buffer(np.ascontiguousarray(cells))
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(cells.shape[1]), len(cells), [None, data])


def _table(lines: list[Line], layout: Layout, record: Record) -> tuple[pa.Array, pa.Table, dict[int, str]]:
    sound = {n: line for n, line in lines if len(line) == record.length and _is_text(line)}
    malformed = {n: line.decode("ascii", "backslashreplace") for n, line in lines if n not in sound}
    grid = np.frombuffer(b"".join(sound.values()), np.uint8).reshape(-1, record.length)
    columns = {}
    for field, column in layout.columns.items():
        if column.positions is not None:
            first, last = column.positions
            columns[field] = fixed_texts(grid[:, first - 1 : last]).cast(pa.binary()).cast(pa.string())
    return pa.array(sound.keys(), pa.int64()), pa.table(columns), malformed


def _is_text(line: bytes) -> bool:
    return line.isascii() and b"\0" not in line and bool(line.strip())


def _check_first(line: Line, record: Record) -> None:
    if not line[1].startswith(record.first.encode()):
        raise refuse("record_first", letter=record.first)


def _check_last(line: Line | None, record: Record, rows: int) -> None:
    text = line[1] if line else b""
    if not text.startswith(record.last.encode()):
        raise refuse("record_last", letter=record.last)
    first, last = record.count
    count = text[first - 1 : last].strip()
    if not count.isdigit():
        raise refuse("record_count_missing", first=first, last=last)
    if int(count) != rows:
        raise refuse("record_count", rows=rows, announced=int(count))
