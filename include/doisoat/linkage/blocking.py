"""Which pairs are worth comparing: a union of conjunctive rules over integer codes, as equi-joins in plain SQL."""

from collections.abc import Callable
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from doisoat import paths

_HIT = (paths.SQL / "lake" / "link" / "hit.sql").read_text(encoding="utf-8")
_SQL = (paths.SQL / "lake" / "link" / "block.sql").read_text(encoding="utf-8")
_BY_ID = (paths.SQL / "lake" / "link" / "by_id.sql").read_text(encoding="utf-8")
_CAPPED = (paths.SQL / "lake" / "link" / "capped.sql").read_text(encoding="utf-8")


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


def find_by_id(database: duckdb.DuckDBPyConnection) -> Candidates:
    """Records and persons with an equal 12-digit or 9-digit number."""
    return _distinct([_pairs(database.execute(_BY_ID))])


def find_candidates(database: duckdb.DuckDBPyConnection, largest: int, progress: Callable[[str], None]) -> Candidates:
    """Join tables `record` and `person`, and `neighbour` (record, id), by every rule."""
    found = [_pairs(database.execute("SELECT record, person FROM neighbour JOIN person USING (id)"))]
    found.append(_pairs(database.execute(_BY_ID)))
    for rule in RULES:
        columns = {"keys": ", ".join(rule.keys), "refined": ", ".join(rule.keys + rule.refine)}
        database.execute(_HIT.format(**columns))
        found.append(_pairs(database.execute(_SQL.format(**columns), {"largest": largest})))
        _report_capped(database, rule, largest, progress)
    return _distinct(found)


def _distinct(found: list[NDArray[np.int64]]) -> Candidates:
    pair = np.sort(np.concatenate([record << 32 | person for record, person in found]))
    pair = pair[np.r_[True, pair[1:] != pair[:-1]]] if len(pair) else pair
    return Candidates(pair >> 32, pair & 0xFFFFFFFF)


def _pairs(result: duckdb.DuckDBPyConnection) -> NDArray[np.int64]:
    columns = result.fetchnumpy()
    return np.stack([columns["record"].astype(np.int64), columns["person"].astype(np.int64)])


def _report_capped(
    database: duckdb.DuckDBPyConnection, rule: Rule, largest: int, progress: Callable[[str], None]
) -> None:
    rows = database.execute(_CAPPED.format(keys=", ".join(rule.keys)), {"largest": largest}).fetchall()
    if rows[0][0]:
        progress(f"blocking by {rule.name}: {rows[0][0]} records in blocks over {largest}, refined")
