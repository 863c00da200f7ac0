"""Tonight's register in memory, for a night that looks only at what changed: its file is read once."""

from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat import paths
from doisoat.linkage.changes import COLUMNS, Changes
from doisoat.linkage.neighbours import neighbours
from doisoat.linkage.register import THREADS, Whole, whole_of

MEMORY = "4GB"  # 1.7 GB for 8.5 million persons
_FOLDER = paths.SQL / "lake" / "link"


class People:
    """Table `people` (COLUMNS) of a file of core/population, in a database of its own."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._database = duckdb.connect(":memory:", config={"memory_limit": MEMORY, "threads": THREADS})
        self._database.execute(_sql("people.sql"), {"population": str(file)})

    def __enter__(self) -> "People":
        return self

    def __exit__(self, *_: object) -> None:
        self._database.close()

    def whole(self) -> Whole:
        """What linkage takes from the register as a whole."""
        names = self._database.sql(_sql("bearer.sql")).to_arrow_table()
        return whole_of(names["text"].combine_chunks(), names["persons"].to_numpy())

    def changes_since(self, former: Path) -> Changes:
        """Who is not in `former`, another file of core/population, as they are here; and the other way round."""
        self._database.execute(_sql("changed_person.sql"), {"former": str(former)})
        return Changes(*(self._database.sql(_sql(file)).to_arrow_table() for file in ("was.sql", "is_now.sql")))

    def with_numbers(self, numbers: pa.ChunkedArray) -> pa.Table:
        """The rows of the persons who have one of these numbers, of 12 or 9 digits."""
        self._ask("wanted", numbers)
        return self._database.sql(_sql("numbered_person.sql")).to_arrow_table()

    def near_to(self, coded: pa.Table, numbers: pa.ChunkedArray) -> pa.Table:
        """The rows of all persons who could stand in a block with one of these records: `coded` in the codes of some
        register, with their identity `numbers` as text."""
        slips = neighbours(coded["id"].drop_null().to_numpy()).ravel()
        near = {
            "near_name": coded["folded_text"],
            "near_birth": coded["birth"],
            "near_ward": pc.add(pc.multiply(coded["birth_year"], 1_000_000), coded["ward"]),
            "near_tail": _digits(coded["tail"].drop_null().to_numpy(), 6),
            "near_number": pa.chunked_array([_digits(slips, 12), *numbers.cast(pa.string()).chunks]),
        }
        for name, values in near.items():
            self._ask(name, values)
        return self._database.sql(_sql("near_person.sql")).to_arrow_table()

    def _ask(self, name: str, values: pa.ChunkedArray | pa.Array) -> None:
        """Make the distinct `values` the content of the temporary table `name`."""
        self._database.register("arriving", pa.table({"value": values.drop_null().unique()}))
        self._database.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM arriving")
        self._database.unregister("arriving")


def _sql(file: str) -> str:
    return (_FOLDER / file).read_text(encoding="utf-8").format(columns=", ".join(COLUMNS))


def _digits(numbers: NDArray[np.int64], width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(np.unique(numbers), pa.int64()).cast(pa.string()), width, "0")
