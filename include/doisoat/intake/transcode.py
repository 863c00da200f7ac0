"""The encoding of a text file, and its content as UTF-8, a block at a time."""

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from doisoat.encodings.decode import UndecodableText, decode_bytes
from doisoat.encodings.detect import detect_encoding
from doisoat.intake.refusals import Sentence, refuse, say

_BLOCK = 4 << 20
_MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UNICODE = {"utf-8", "ascii"}  # what readers of UTF-8 take as it is
_INSTEAD, _SURE = {"utf-16-le", "utf-16-be", "tcvn3", "vni", "cp1258"}, 0.6
MIXED = "mixed"  # text in columns of several encodings: each byte is kept as a character


@dataclass(frozen=True)
class Encoding:
    """`warning` if it is not the one that the layout says."""

    name: str
    warning: Sentence | None = None


def sample_of(file: BinaryIO) -> bytes:
    """The beginning, and if that is all ASCII the first part that is not: what an encoding is told by."""
    sample = block = file.read(_BLOCK)
    while block.isascii() and block:
        block = file.read(_BLOCK)
    return sample if block is sample else sample + b"\n" + block


def settle(sample: bytes, declared: str) -> Encoding:
    """A byte order mark, text that is UTF-8 throughout and strong evidence of another encoding are believed more than
    the layout."""
    marked = next((name for mark, name in _MARKS.items() if sample.startswith(mark)), None)
    if declared == "detect":
        return Encoding(marked or detect_encoding(sample).encoding)
    actual = marked or (_instead(sample) if declared in _UNICODE else _found(sample, declared))
    if actual is None or actual == declared or {actual, declared} <= _UNICODE:
        return Encoding(declared)
    return Encoding(actual, say("encoding_other", found=actual, declared=declared))


def utf8_blocks(file: BinaryIO, encoding: str) -> Iterator[bytes]:
    """DeliveryRefused if it is not text in that encoding."""
    wide = encoding.startswith("utf-16")
    decoder = codecs.getincrementaldecoder(encoding)() if wide else None
    rest, first = b"", True
    while block := file.read(_BLOCK):
        try:
            if decoder is not None:
                text = decoder.decode(block)
                yield (text.removeprefix("\ufeff") if first else text).encode()
            else:
                block = rest + block
                end = max(block.rfind(b"\n"), block.rfind(b"\r")) + 1
                rest = block[end:]
                yield decode_bytes(block[:end], encoding).encode()
        except (UndecodableText, UnicodeError):
            raise refuse("encoding_wrong", encoding=encoding) from None
        first = False
    yield _last(rest, decoder, encoding)


class BlockFile(io.RawIOBase):
    """Blocks of bytes, for readers that want a file."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size or size < 0:
            block = next(self._blocks, None)
            if block is None:
                break
            self._rest += block
        end = len(self._rest) if size < 0 else size
        taken, self._rest = self._rest[:end], self._rest[end:]
        return taken


def as_utf8(file: BinaryIO, encoding: str) -> BinaryIO | BlockFile:
    return file if encoding in _UNICODE else BlockFile(utf8_blocks(file, encoding))


def _instead(sample: bytes) -> str | None:
    """What a file is that a layout says to be in UTF-8 and that is not; None if it is, or nothing is sure."""
    found = detect_encoding(sample)
    return found.encoding if found.encoding in _INSTEAD and found.confidence >= _SURE else None


def _found(sample: bytes, declared: str) -> str:
    """What a file is that a layout says to be in a legacy encoding."""
    found = detect_encoding(sample)
    if found.encoding == MIXED or (found.encoding in _INSTEAD and found.confidence >= _SURE):
        return found.encoding
    if found.encoding == "ascii":
        return declared
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return declared
    return "utf-8"


def _last(rest: bytes, decoder: codecs.IncrementalDecoder | None, encoding: str) -> bytes:
    try:
        return (decoder.decode(b"", final=True) if decoder else decode_bytes(rest, encoding)).encode()
    except (UndecodableText, UnicodeError):
        raise refuse("encoding_wrong", encoding=encoding) from None
