"""A relative's number: it shows only among all candidates of a record, one of whom bears the number."""

import numpy as np
import pyarrow as pa

from doisoat.linkage.levels import Id, Village

OTHERS = (Id.ONE_DIGIT, Id.TRANSPOSED, Id.OTHER)


def mark_relatives(pairs: pa.Table) -> pa.Table:
    """All PAIRS of some records: where the record's number is borne by one candidate of the village that the record
    names, the other candidates of that village have a relative's number there, not a stranger's.

    Nor one that a slip made of their own: one digit away may be a twin's, and twins are not guessed.
    """
    record, level, village = (pairs[name].to_numpy() for name in ("record", "id_level", "village_level"))
    here = village == Village.SAME
    borne = np.zeros(int(record.max(initial=-1)) + 1, dtype=np.bool_)
    borne[record[here & (level == Id.SAME)]] = True
    marked = np.where(borne[record] & here & np.isin(level, OTHERS), np.int8(Id.RELATIVE), level)
    return pairs.set_column(pairs.column_names.index("id_level"), "id_level", pa.array(marked, pa.int8()))
