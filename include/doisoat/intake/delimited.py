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
from doisoat.intake.lines import BLOCK, sound_lines
from doisoat.intake.refusals import refuse
from doisoat.intake.transcode import BlockFile, Encoding, as_utf8, sample_of, settle

_GZIP = b"\x1f\x8b"
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
    """Row numbers, the columns as text (named by position), and by row number the lines that have another width, hold
    bytes that are no text, or a quote that does not end in its line: else it would swallow the rows below.

    A row's number counts lines from the header, blank ones included. DeliveryRefused when unpacked text exceeds
    `max_bytes` or is not in the encoding; other errors are pyarrow's and OSError.
    """
    names = [str(i) for i in range(len(header))]
    bad: dict[int, str] = {}
    stray: dict[int, str] = {}
    with open_plain(path) as file:
        delimiter = layout.delimiter if layout.quoted else None
        text = sound_lines(as_utf8(file, encoding.name), stray, delimiter=delimiter, encoding=encoding.name)
        number, size = 1, 0
        for batch in _open(BlockFile(text), names, bad, layout):
            size += batch.nbytes
            if size > max_bytes:
                raise refuse("unpacked_too_large", limit=max_bytes)
            numbers, number = _numbers(batch.num_rows, number, bad)
            yield numbers, pa.Table.from_batches([batch]), _taken(bad, number)
    stray.pop(1, None)  # of the header
    if rest := {**bad, **stray}:
        yield pa.array([], pa.int64()), pa.table({n: pa.array([], pa.string()) for n in names}), rest


def _open(file: BlockFile, names: list[str], bad: dict[int, str], layout: Layout) -> arrow_csv.CSVStreamingReader:
    def put_aside(row: arrow_csv.InvalidRow) -> str:
        bad[row.number] = row.text
        return "skip"

    return arrow_csv.open_csv(
        file,
        # The header is read as data and dropped by its number, so that columns can be named by position.
        read_options=arrow_csv.ReadOptions(column_names=names, use_threads=False, block_size=BLOCK),
        parse_options=arrow_csv.ParseOptions(
            delimiter=layout.delimiter,
            quote_char='"' if layout.quoted else False,
            newlines_in_values=False,
            ignore_empty_lines=False,
            invalid_row_handler=put_aside,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,  # the lines are sound
        ),
    )


def _numbers(rows: int, first: int, bad: dict[int, str]) -> tuple[pa.Array, int]:
    """The numbers of `rows` good rows from `first` on, which leave out those of bad lines; and the next number."""
    numbers = np.arange(first, first + rows + len(bad))
    numbers = numbers[~np.isin(numbers, list(bad))][:rows]
    return pa.array(numbers, pa.int64()), int(numbers[-1]) + 1 if rows else first


def _taken(bad: dict[int, str], number: int) -> dict[int, str]:
    return {n: bad.pop(n) for n in sorted(bad) if n < number}
