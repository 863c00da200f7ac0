"""Delimited text, plain or gzip: rows as text in batches, so that a file of any size is read in little memory."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from doisoat.intake.layout import Layout
from doisoat.intake.refusals import refuse
from doisoat.intake.transcode import BlockFile, Encoding, as_utf8, sample_of, settle

_GZIP = b"\x1f\x8b"
_BLOCK = 8 << 20  # bytes; also the longest line that is read
_HEADER = 1 << 20  # bytes in which the header must end


def open_plain(path: Path) -> BinaryIO:
    """The file, unpacked if it is gzip."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return cast(BinaryIO, gzip.open(path, "rb")) if packed else path.open("rb")


def encoding_of(path: Path, layout: Layout) -> Encoding:
    """DeliveryRefused if it cannot be what the layout says."""
    with open_plain(path) as file:
        return settle(sample_of(file), layout.encoding)


def read_header(path: Path, layout: Layout, encoding: Encoding) -> list[str]:
    """The cells of the first line."""
    with open_plain(path) as file:
        start = as_utf8(file, encoding.name).read(_HEADER)
    with io.TextIOWrapper(io.BytesIO(start), "utf-8-sig", "replace", newline="") as text:
        plain = csv.reader(text, delimiter=layout.delimiter, quoting=csv.QUOTE_NONE)
        try:
            return next(csv.reader(text, delimiter=layout.delimiter) if layout.quoted else plain, [])
        except csv.Error:  # a cell of more than 128 KiB
            return []


def read_batches(
    path: Path, header: list[str], layout: Layout, encoding: Encoding, *, max_bytes: int
) -> Iterator[tuple[pa.Array, pa.Table, dict[int, str]]]:
    """Row numbers, the columns as text (named by position), and by row number the lines that have another width, or
    a quote that does not end in its line: else it would swallow the rows below.

    A row's number counts lines from the header, blank ones included. DeliveryRefused when unpacked text exceeds
    `max_bytes` or is not in the encoding; other errors are pyarrow's and OSError.
    """
    names = [str(i) for i in range(len(header))]
    bad: dict[int, str] = {}
    stray: dict[int, str] = {}
    with open_plain(path) as file:
        text = as_utf8(file, encoding.name)
        lines = BlockFile(_without_stray_quotes(text, stray, layout.delimiter)) if layout.quoted else text
        number, size = 1, 0
        for batch in _batches(lines, names, bad, layout, encoding):
            size += batch.nbytes
            if size > max_bytes:
                raise refuse("unpacked_too_large", limit=max_bytes)
            numbers, number = _numbers(batch.num_rows, number, bad)
            yield numbers, pa.Table.from_batches([batch]), _taken(bad, number)
    if rest := {**bad, **stray}:
        yield pa.array([], pa.int64()), pa.table({n: pa.array([], pa.string()) for n in names}), rest


def _without_stray_quotes(file: BinaryIO | BlockFile, stray: dict[int, str], delimiter: str) -> Iterator[bytes]:
    """The text in whole lines; one with a quote that does not end is left blank and put in `stray` by its number."""
    number, rest, opening = 1, b"", f'{delimiter}"'.encode()
    while block := file.read(_BLOCK):
        block = rest + block
        end = (block.rfind(b"\n") if b"\n" in block else block.rfind(b"\r")) + 1
        rest = block[end:]
        if len(rest) > _BLOCK:
            raise refuse("line_too_long", limit=_BLOCK)
        yield _blanked(block[:end], number, stray, opening)
        number += block.count(b"\n", 0, end) + block.count(b"\r", 0, end) - block.count(b"\r\n", 0, end)
    yield _blanked(rest, number, stray, opening)


def _blanked(block: bytes, first: int, stray: dict[int, str], opening: bytes) -> bytes:
    if b'"' not in block:
        return block
    lines = block.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if line.count(b'"') % 2 and (opening in line or line.startswith(b'"')):
            stray[first + at] = line.decode("utf-8", "replace").rstrip("\r\n")
            ending = line[len(line.rstrip(b"\r\n")) :]
            # Behind a line that ends in \r alone, a mere \n would make one ending of two.
            lines[at] = b"\r" if ending == b"\n" and at and lines[at - 1].endswith(b"\r") else ending
    return b"".join(lines)


def _batches(
    file: BinaryIO | BlockFile, names: list[str], bad: dict[int, str], layout: Layout, encoding: Encoding
) -> Iterator[pa.RecordBatch]:
    try:
        yield from _open(file, names, bad, layout)
    except pa.ArrowInvalid as error:
        if "UTF8" in str(error):
            raise refuse("encoding_wrong", encoding=encoding.name, found="?") from None
        raise


def _open(
    file: BinaryIO | BlockFile, names: list[str], bad: dict[int, str], layout: Layout
) -> arrow_csv.CSVStreamingReader:
    def put_aside(row: arrow_csv.InvalidRow) -> str:
        bad[row.number] = row.text
        return "skip"

    return arrow_csv.open_csv(
        file,
        # The header is read as data and dropped by its number, so that columns can be named by position.
        read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=_BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char='"' if layout.quoted else False,
            newlines_in_values=False,
            ignore_empty_lines=False,
            invalid_row_handler=put_aside,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]
        ),
    )


def _numbers(rows: int, first: int, bad: dict[int, str]) -> tuple[pa.Array, int]:
    """The numbers of `rows` good rows from `first` on, which leave out those of bad lines; and the next number."""
    numbers = np.arange(first, first + rows + len(bad))
    numbers = numbers[~np.isin(numbers, list(bad))][:rows]
    return pa.array(numbers, pa.int64()), int(numbers[-1]) + 1 if rows else first


def _taken(bad: dict[int, str], number: int) -> dict[int, str]:
    return {n: bad.pop(n) for n in sorted(bad) if n < number}
