"""Lines of delimited text before they are divided into columns: one that would take others with it is put aside."""

from collections.abc import Iterator
from typing import BinaryIO

import pyarrow as pa

from doisoat.intake.refusals import refuse
from doisoat.intake.transcode import BlockFile

BLOCK = 8 << 20  # bytes; also the longest line that is read
_TOLERATED = 0.1  # share of lines that are no text of the encoding; beyond it the whole file is of another one


def sound_lines(
    file: BinaryIO | BlockFile, aside: dict[int, str], *, delimiter: str | None, encoding: str
) -> Iterator[bytes]:
    """Blocks of whole lines of UTF-8. A line that holds other bytes, or a quote that does not end, is left blank and
    put into `aside` by its number. `delimiter`: of columns whose values may be quoted; None where a quote is a letter.

    DeliveryRefused for a line that is too long, and for text that is not in the `encoding` of the file at all.
    """
    opening = None if delimiter is None else f'{delimiter}"'.encode()
    number, garbled = 1, list[int]()
    for block in _whole_lines(file):
        no_text = [] if _is_utf8(block) else [at for at, line in enumerate(block.splitlines()) if not _is_utf8(line)]
        bad = {*no_text, *(_with_stray_quotes(block, opening) if opening else ())}
        yield _without(block, bad, number, aside) if bad else block
        garbled += [number + at for at in no_text]
        number += block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
        if len(garbled) > _TOLERATED * number:
            raise refuse("encoding_lines", count=len(garbled), row=garbled[0], encoding=encoding)


def _with_stray_quotes(block: bytes, opening: bytes) -> list[int]:
    lines = block.splitlines() if b'"' in block else []
    odd = ((at, line) for at, line in enumerate(lines) if line.count(b'"') % 2)
    return [at for at, line in odd if opening in line or line.startswith(b'"')]


def _without(block: bytes, bad: set[int], first: int, aside: dict[int, str]) -> bytes:
    """The block with its bad lines left blank; they go into `aside`, by numbers that count from `first`."""
    lines = block.splitlines(keepends=True)
    for at in sorted(bad):
        bare = lines[at].rstrip(b"\r\n")
        aside[first + at] = bare.decode("utf-8", "backslashreplace")
        ending = lines[at].removeprefix(bare)
        # Behind a line that ends in \r alone, a mere \n would make one ending of two.
        lines[at] = b"\r" if ending == b"\n" and at and lines[at - 1].endswith(b"\r") else ending
    return b"".join(lines)


def _whole_lines(file: BinaryIO | BlockFile) -> Iterator[bytes]:
    rest = b""
    while block := file.read(BLOCK):
        block = rest + block
        end = (block.rfind(b"\n") if b"\n" in block else block.rfind(b"\r")) + 1
        rest = block[end:]
        if len(rest) > BLOCK:
            raise refuse("line_too_long", limit=BLOCK)
        yield block[:end]
    yield rest


def _is_utf8(text: bytes) -> bool:
    """As Arrow tells it, several times faster than decoding."""
    try:
        pa.array([text], pa.binary()).cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True
