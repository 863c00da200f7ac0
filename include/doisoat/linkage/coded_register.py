"""Some of the register's persons as a Register, from codes that they have already."""

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doisoat.linkage.people import NOTHING, Codes, People, Rows
from doisoat.linkage.register import MEMORY, THREADS, Register, Whole

_MANY = 100_000  # persons from which on joins are shared out among threads
_PERSON = {"id": "personal_number", "old": "old_number", "spelling": "name"}
_PERSON |= {name: name for name in ("tail", "folded", "given", "surname", "birth_year", "birth_month", "birth_day")}
_PERSON |= {name: name for name in ("birth", "swapped", "sex", "ward", "district", "village")}


class CodedRegister(Register):
    """What Register makes of the same persons written out. `person` is the place in `rows`."""

    def __init__(self, people: People, rows: Rows, whole: Whole) -> None:  # instead of Register's: nothing is coded
        threads = THREADS if len(rows) > _MANY else 1
        self.database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": threads})
        self.whole, self.size, self.syllables = whole, whole.size, whole.syllables.keys()
        self._words, self._villages = people.words.words, people.words.villages
        self._names, self._folded = people.words.written, people.words.folded_texts
        self.bearers = people.bearers
        columns = {name: _nullable(people.column(source, rows)) for name, source in _PERSON.items()}
        self.replace("person", pa.table({"person": np.arange(len(rows), dtype=np.int32), **columns}))

    def _folded_codes(self, names: pa.Array) -> pa.Array:
        place = pc.index_in(self._folded, names)  # many names of the register among few
        codes = np.full(len(names), NOTHING, np.int64)
        codes[place.drop_null().to_numpy()] = np.flatnonzero(pc.is_valid(place).to_numpy(zero_copy_only=False))
        return _nullable(codes)


def _nullable(codes: Codes) -> pa.Array:
    return pa.array(codes, mask=codes == NOTHING)
