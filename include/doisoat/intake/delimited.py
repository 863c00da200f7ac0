"""Delimited text, plain or gzip: rows as text in batches, so that a file of any size is read in little memory."""

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from doisoat.intake.refusals import refuse

_GZIP = b"\x1f\x8b"
_BLOCK = 8 << 20  # bytes; also the longest line that is read
_HEADER = 1 << 20  # bytes in which the header must end


def read_header(path: Path, encoding: str, delimiter: str) -> list[str]:
    with _plain(path) as file:
        start = io.BytesIO(file.read(_HEADER))
    with io.TextIOWrapper(
        start, "utf-8-sig" if encoding == "utf-8" else encoding, "replace", newline=""
    ) as text:
        return next(csv.reader(text, delimiter=delimiter), [])


def read_batches(
    path: Path, header: list[str], *, encoding: str, delimiter: str, max_bytes: int
) -> Iterator[tuple[pa.Array, pa.Table, dict[int, str]]]:
    """Row numbers, the columns as text (named by position), and by row number the lines that have another width.

    A row's number counts records from the header, blank lines included. DeliveryRefused when unpacked text exceeds
    `max_bytes`; other errors are pyarrow's and OSError.
    """
    names = [str(i) for i in range(len(header))]
    bad: dict[int, str] = {}
    with _plain(path) as file:
        reader = _open(file, names, bad, encoding=encoding, delimiter=delimiter)
        number, size = 1, 0
        for batch in reader:
            size += batch.nbytes
            if size > max_bytes:
                raise refuse("unpacked_too_large", limit=max_bytes)
            numbers, number = _numbers(batch.num_rows, number, bad)
            yield numbers, pa.Table.from_batches([batch]), _taken(bad, number)
    if bad:
        yield pa.array([], pa.int64()), pa.table({n: pa.array([], pa.string()) for n in names}), bad


def _plain(path: Path) -> gzip.GzipFile | io.BufferedReader:
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    return gzip.open(path, "rb") if packed else path.open("rb")


def _open(
    file: gzip.GzipFile | io.BufferedReader,
    names: list[str],
    bad: dict[int, str],
    *,
    encoding: str,
    delimiter: str,
) -> arrow_csv.CSVStreamingReader:
    def put_aside(row: arrow_csv.InvalidRow) -> str:
        bad[row.number] = row.text
        return "skip"

    return arrow_csv.open_csv(
        file,
        # The header is read as data and dropped by its number, so that columns can be named by position.
        read_options=arrow_csv.ReadOptions(
            column_names=names, use_threads=False, block_size=_BLOCK, encoding=encoding
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=True,
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
