"""ISO 20022 messages of the payments feed: a row for each thing that a message says, numbered from 1."""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from doisoat.intake.delimited import open_plain
from doisoat.intake.refusals import refuse
from doisoat.payments.camt054 import MESSAGE as CAMT054
from doisoat.payments.camt054 import read_camt054
from doisoat.payments.pain002 import MESSAGE as PAIN002
from doisoat.payments.pain002 import read_pain002
from doisoat.payments.xml_stream import DocumentTypeFound, NotThisMessage, Record, Source

COLUMNS = Record._fields
_BATCH = 1 << 15  # rows
_START = 1 << 16  # bytes in which the message's element must begin
_READERS: dict[str, Callable[[Source], Iterator[Record]]] = {"pain.002": read_pain002, "camt.054": read_camt054}
MESSAGES = {"pain.002": PAIN002, "camt.054": CAMT054}  # the element that holds each message, in every version


def holds(path: Path, message: str) -> bool:
    """Whether the file seems to hold that message; an encoding of two bytes a letter is no hindrance."""
    with open_plain(path) as file:
        start = file.read(_START).replace(b"\0", b"")
    return MESSAGES[message].encode() in start


def read_records(path: Path, message: str, *, max_bytes: int) -> Iterator[tuple[pa.Array, list[pa.Array]]]:
    """Row numbers and the columns of COLUMNS as text. DeliveryRefused for a document type, another message, or more
    than `max_bytes` when unpacked; other errors are lxml's.
    """
    with open_plain(path) as file:
        records = _READERS[message](_Limited(file, max_bytes))
        number = 1
        try:
            while rows := list(islice(records, _BATCH)):
                numbers = pa.array(range(number, number + len(rows)), pa.int64())
                yield numbers, [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
                number += len(rows)
        except DocumentTypeFound:
            raise refuse("xml_document_type") from None
        except NotThisMessage:
            raise refuse("xml_message", message=message) from None


class _Limited:
    """A file that must not turn out longer than announced."""

    def __init__(self, file: BinaryIO, limit: int) -> None:
        self._file, self._limit, self._read = file, limit, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self._read += len(data)
        if self._read > self._limit:
            raise refuse("unpacked_too_large", limit=self._limit)
        return data
