"""Which pairs are worth comparing: a union of conjunctive rules over integer codes, as equi-joins in plain SQL."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat import paths

_HIT = (paths.SQL / "lake" / "link" / "hit.sql").read_text(encoding="utf-8")
_SQL = (paths.SQL / "lake" / "link" / "block.sql").read_text(encoding="utf-8")
_BY_ID = (paths.SQL / "lake" / "link" / "by_id.sql").read_text(encoding="utf-8")
_COUNT = (paths.SQL / "lake" / "link" / "block_count.sql").read_text(encoding="utf-8")
_SIZE = (paths.SQL / "lake" / "link" / "block_size.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Rule:
    """Pairs that agree on all `keys`. Where a block has too many persons, those that agree on `refine` too."""

    name: str
    keys: tuple[str, ...]
    refine: tuple[str, ...]


RULES = (
    Rule("name and date", ("folded", "birth"), ("district",)),
    Rule("name, year and ward", ("folded", "birth_year", "ward"), ("village",)),
    Rule("name, year and district", ("folded", "birth_year", "district"), ("ward",)),
    Rule("name and year", ("folded", "birth_year"), ("birth_month", "birth_day")),
    Rule("name and day of the year", ("folded", "birth_month", "birth_day"), ("ward",)),
    Rule("name and ward", ("folded", "ward"), ("village", "sex")),
    Rule("name and exchanged date", ("folded", "swapped"), ("district",)),
    Rule("name alone", ("folded",), ("district", "birth_day")),
    Rule("date and ward", ("birth", "ward"), ("sex", "surname")),
    Rule("date, given name and surname", ("birth", "given", "surname"), ("ward",)),
    Rule("date and given name in the district", ("birth", "given", "district"), ("ward",)),
    Rule("given name, year and ward", ("given", "birth_year", "ward"), ("surname",)),
    Rule("surname, year, sex and ward", ("surname", "birth_year", "sex", "ward"), ("village",)),
    Rule("last six digits and year", ("tail", "birth_year"), ("sex",)),
)


@dataclass(frozen=True)
class Candidates:
    """Pairs of row numbers, each pair once."""

    record: NDArray[np.int64]
    person: NDArray[np.int64]


@dataclass(frozen=True)
class Blocks:
    """Per record and rule how many persons its block holds and, where these are too many, the refined one."""

    persons: NDArray[np.int32]
    refined: NDArray[np.int32]

    @classmethod
    def none(cls, records: int) -> "Blocks":
        shape = (records, len(RULES))
        return cls(np.zeros(shape, np.int32), np.zeros(shape, np.int32))

    def apart(self, records: Sequence[int]) -> list["Blocks"]:
        """Of the first so many records, of so many after them, and so on."""
        ends = np.cumsum(records)
        return [Blocks(self.persons[e - n : e], self.refined[e - n : e]) for e, n in zip(ends, records, strict=True)]


def find_by_id(database: duckdb.DuckDBPyConnection) -> Candidates:
    """Records and persons with an equal 12-digit or 9-digit number."""
    return _distinct([_pairs(database.execute(_BY_ID))])


def find_candidates(
    database: duckdb.DuckDBPyConnection, records: int, largest: int, progress: Callable[[str], None]
) -> tuple[Candidates, Blocks]:
    """Join tables `record` (numbered from 0 to `records`) and `person`, and `neighbour` (record, id), by every rule."""
    found, blocks = _by_numbers(database), Blocks.none(records)
    for k, rule in enumerate(RULES):
        columns = _columns(rule)
        database.execute(_HIT.format(**columns))
        database.execute(_SIZE.format(**columns), {"largest": largest})
        sizes = database.execute("FROM block").fetchnumpy()
        blocks.persons[sizes["record"], k], blocks.refined[sizes["record"], k] = sizes["persons"], sizes["refined"]
        found.append(_pairs(database.execute(_SQL.format(**columns), {"largest": largest})))
        capped = int((sizes["persons"] > largest).sum())
        if capped:
            progress(f"blocking by {rule.name}: {capped} records in blocks over {largest}, refined")
    return _distinct(found), blocks


def find_in_blocks(database: duckdb.DuckDBPyConnection, blocks: Blocks, largest: int) -> Candidates:
    """The same, of a part of the register: `blocks` says what the whole register's blocks hold."""
    found = _by_numbers(database)
    for k, rule in enumerate(RULES):
        columns = _columns(rule)
        database.execute(_HIT.format(**columns))
        place = np.arange(len(blocks.persons))
        arriving = pa.table({"record": place, "persons": blocks.persons[:, k], "refined": blocks.refined[:, k]})
        database.register("arriving", arriving)
        database.execute("CREATE OR REPLACE TEMP TABLE block AS FROM arriving")
        found.append(_pairs(database.execute(_SQL.format(**columns), {"largest": largest})))
    return _distinct(found)


def count_blocks(database: duckdb.DuckDBPyConnection, records: int) -> Blocks:
    """How many persons all blocks of `record` hold, refined ones too, whether they are needed or not."""
    counted = Blocks.none(records)
    for k, rule in enumerate(RULES):
        for keys, sizes in ((rule.keys, counted.persons), (rule.keys + rule.refine, counted.refined)):
            found = database.execute(_COUNT.format(keys=", ".join(keys))).fetchnumpy()
            sizes[found["record"], k] = found["persons"]
    return counted


def _columns(rule: Rule) -> dict[str, str]:
    return {"keys": ", ".join(rule.keys), "refined": ", ".join(rule.keys + rule.refine)}


def _by_numbers(database: duckdb.DuckDBPyConnection) -> list[NDArray[np.int64]]:
    """Numbers that are equal, and those that one slip turns into each other."""
    near = _pairs(database.execute("SELECT record, person FROM neighbour JOIN person USING (id)"))
    return [near, _pairs(database.execute(_BY_ID))]


def _distinct(found: list[NDArray[np.int64]]) -> Candidates:
    pair = np.sort(np.concatenate([record << 32 | person for record, person in found]))
    pair = pair[np.r_[True, pair[1:] != pair[:-1]]] if len(pair) else pair
    return Candidates(pair >> 32, pair & 0xFFFFFFFF)


def _pairs(result: duckdb.DuckDBPyConnection) -> NDArray[np.int64]:
    columns = result.fetchnumpy()
    return np.stack([columns["record"].astype(np.int64), columns["person"].astype(np.int64)])
