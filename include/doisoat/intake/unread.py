"""Which fields of a row say something that could not be understood. It is kept as sent in raw, and told here."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.intake.distinct import as_one
from doisoat.records.table import WORDS

# What people write where there is nothing to write.
NOTHING = (
    r"(?i)^[\s0.,_/–—-]*$"
    r"|^(?:x+|k|ko|không|khong|không rõ|không có|khong co|chưa|chưa có|chua co|nan|none|null|n/a|#n/a)$"
)


def unread_fields(raw: pa.Table, read: Mapping[str, pa.Array | pa.ChunkedArray]) -> pa.Array:
    """For each row the fields, of those in `read`, that hold something and were read as nothing."""
    bits = np.zeros(raw.num_rows, np.int64)
    for place, (field, values) in enumerate(read.items()):
        sent = as_one(raw[field])
        at = np.flatnonzero(pc.and_(sent.is_valid(), as_one(values).is_null()).to_numpy(zero_copy_only=False))
        says = pc.invert(pc.match_substring_regex(sent.take(pa.array(at)), NOTHING))
        bits[at[says.to_numpy(zero_copy_only=False)]] |= 1 << place
    sets = pa.array(bits).dictionary_encode()
    fields = list(read)
    names = [[f for place, f in enumerate(fields) if number >> place & 1] for number in sets.dictionary.to_pylist()]
    return pa.array(names, WORDS).take(sets.indices)
