"""A column of text: each cell by its own strong evidence, and by that of its file's other cells where it has none.

| code | what was done | risk |
|---|---|---|
| nfc | decomposed or half-composed letters composed | none |
| tcvn3, vni, cp1258 | legacy codes decoded | a cell that is Vietnamese either way follows its column |
| utf8_as_latin1 | UTF-8 bytes that had been read as Latin-1 read as UTF-8 | none known |
| telex, vni_typing | keys typed while the input method was off put together | a foreign name of two such words |
| encoding_doubtful | nothing: it seems damaged or legacy, but the evidence is weak | none: left as sent |
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.encodings.cells import Cell, decode_as, read_cell
from doisoat.encodings.suspects import suspects

DOUBTFUL = "encoding_doubtful"
_PROOFS = 2  # cells that prove an encoding before their column is taken to be in it
_PROOFS_PER_CONTRARY = 9
_MIXED = 0.1  # share of proofs from which on a cell that fits both readings is doubtful
_BEYOND_LATIN1 = r"[^\x00-\x{FF}]"
Read = tuple[str, tuple[str, ...]]
Rows = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Decoded:
    """`values` in Unicode (null stays null); `repairs`: for each row the codes of what was done, mostly none."""

    values: pa.Array
    repairs: pa.Array


def decode_column(column: pa.Array | pa.ChunkedArray, *, files: pa.Array | pa.ChunkedArray | None = None) -> Decoded:
    """The texts of `column`, decoded. `files` says which file each row came from: each is judged by itself.

    Never raises. Clean columns come back as they are.
    """
    column = _one(column)
    suspicious = suspects(column)
    changes: dict[int, Read] = {}
    for rows in _by_file(suspicious, files):
        changes.update(_changes(column, suspicious, rows))
    return _changed(column, dict(sorted(changes.items())))


def _one(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _by_file(suspicious: pa.Array, files: pa.Array | pa.ChunkedArray | None) -> list[Rows]:
    """Row numbers of each file that has something suspicious in this column."""
    if not pc.any(suspicious).as_py():
        return []
    if files is None:
        return [np.arange(len(suspicious))]
    number = _one(files).dictionary_encode(null_encoding="encode").indices.to_numpy(zero_copy_only=False)
    suspected = np.unique(number[suspicious.to_numpy(zero_copy_only=False)])
    return [np.flatnonzero(number == file) for file in suspected]


def _changes(column: pa.Array, suspicious: pa.Array, rows: Rows) -> dict[int, Read]:
    """What is said of the rows of one file that are not simply as they were sent.

    While no cell proves a legacy encoding, only the suspicious ones are looked at; cells that hold letters beyond
    Latin-1 and nothing suspicious are Unicode, and only counted.
    """
    texts, is_suspected = column.take(pa.array(rows)), suspicious.take(pa.array(rows))
    cells = _cells(texts.filter(is_suspected))
    contrary = 0
    if any(cell.encoding is not None for cell in cells.values()):
        is_unicode = pc.match_substring_regex(texts, _BEYOND_LATIN1)
        contrary = pc.count_distinct(texts.filter(pc.and_not(is_unicode, is_suspected))).as_py()
        is_suspected = pc.or_(is_suspected, pc.invert(pc.or_(is_unicode, pc.string_is_ascii(texts))))
        cells.update(_cells(texts.filter(is_suspected), known=cells))
    reads = _decide(cells, contrary)
    read = ((row, reads[text]) for row, text in _pairs(rows, texts, is_suspected) if reads[text] != (text, ()))
    return dict(read)


def _pairs(rows: Rows, texts: pa.Array, chosen: pa.Array) -> Iterator[tuple[int, str]]:
    mask = pc.fill_null(chosen, False)
    return zip(rows[mask.to_numpy(zero_copy_only=False)].tolist(), texts.filter(mask).to_pylist(), strict=True)


def _cells(texts: pa.Array, known: Mapping[str, Cell] = MappingProxyType({})) -> dict[str, Cell]:
    return {text: read_cell(text) for text in texts.unique().to_pylist() if text not in known}


def _changed(column: pa.Array, changes: dict[int, Read]) -> Decoded:
    """`column` with the changed rows, given in their order, in place of the old ones."""
    if not changes:
        return Decoded(column, _none(len(column)))
    rows = np.fromiter(changes, np.int64, len(changes))
    mask, counts = np.zeros(len(column), bool), np.zeros(len(column), np.int32)
    mask[rows] = True
    counts[rows] = [len(codes) for _, codes in changes.values()]
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    codes = pa.array([code for _, codes in changes.values() for code in codes], pa.string())
    texts = pa.array([text for text, _ in changes.values()], column.type)
    return Decoded(pc.replace_with_mask(column, pa.array(mask), texts), pa.ListArray.from_arrays(offsets, codes))


def _none(rows: int) -> pa.Array:
    return pa.ListArray.from_arrays(np.zeros(rows + 1, np.int32), pa.array([], pa.string()))


def _decide(cells: dict[str, Cell], contrary: int) -> dict[str, Read]:
    """What each distinct text of one file's column says. `contrary`: how many more are Unicode without doubt."""
    proofs = Counter(cell.encoding for cell in cells.values() if cell.encoding is not None)
    contrary += sum(cell.is_unicode for cell in cells.values())
    encoding, count = max(proofs.items(), key=lambda item: (item[1], item[0]), default=(None, 0))
    if encoding is not None and count >= max(_PROOFS, _PROOFS_PER_CONTRARY * contrary):
        return {text: _read_as(text, cell, encoding) for text, cell in cells.items()}
    is_mixed = count > 0 and count >= _MIXED * (count + contrary)
    return {text: _read_alone(cell, encoding if is_mixed else None) for text, cell in cells.items()}


def _read_as(text: str, cell: Cell, encoding: str) -> Read:
    """A cell of a column that is in `encoding`."""
    if not cell.repairs and not cell.is_unicode and not text.isascii():
        decoded = decode_as(text, encoding)
        if decoded is not None:
            return decoded, (encoding,) if decoded != text else ()
    return _read_alone(cell, None)


def _read_alone(cell: Cell, other: str | None) -> Read:
    """A cell by its own evidence. `other`: an encoding in which many cells of the column are."""
    is_doubtful = cell.is_doubtful or (cell.encoding is None and other in cell.fits)
    return cell.text, (*cell.repairs, DOUBTFUL) if is_doubtful else cell.repairs
