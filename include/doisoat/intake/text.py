"""Raw text columns decoded (doisoat.encodings) before anything else is done to them, file by file."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.encodings.columns import decode_column


def file_of(raw: pa.Table) -> pa.ChunkedArray:
    """For each raw row the file it came from: file names are unique only with their sender."""
    return pc.binary_join_element_wise(raw["sender"], raw["file"], "/")


def decoded_texts(raw: pa.Table, fields: Sequence[str]) -> pa.Table:
    """`raw` with `fields` decoded. What was done is not kept: only names carry repairs."""
    files = file_of(raw)
    for field in fields:
        values = decode_column(raw[field], files=files).values
        raw = raw.set_column(raw.schema.get_field_index(field), field, values)
    return raw
