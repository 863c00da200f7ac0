"""How good linkage is on a night whose truth nobody knows.

masked   records linked by a verified identifier, once more without it: how many find the same person by the rest,
         and how many another, which is false
control  all records without identifiers, against a register whose birth dates are shifted: nobody is there, so
         every accepted link is false
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat.linkage.extract import Extract
from doisoat.linkage.link import link_records
from doisoat.linkage.model import Model

YEARS, MONTHS, DAYS = 3, 5, 11  # by which births are shifted: no slip of the pen, no other calendar


@dataclass(frozen=True)
class Check:
    """`records` linked again, of which `accepted` were, `false` of them wrongly; `expected` false by probability."""

    name: str
    records: int
    accepted: int
    review: int
    false: int
    expected: float


def masked_check(extract: Extract, records: pa.Table, judged: pa.Table, model: Model) -> Check:
    """Link the records that `judged` (records.link.JUDGEMENT, row by row) links by identifier, without it."""
    by_id = pc.equal(judged["match_method"], "exact_id")
    known, truth = records.filter(by_id), judged.filter(by_id)["personal_id"].to_pylist()
    again = link_records(extract, _without_identifiers(known), model, progress=_silent)
    found = again["personal_id"].to_pylist()
    other = np.array([a != b for a, b in zip(found, truth, strict=True)], dtype=np.bool_)
    return _check("masked", again, other)


def control_check(shifted: Extract, records: pa.Table, model: Model) -> Check:
    """Link all records without identifiers against the register that `shift_births` wrote."""
    again = link_records(shifted, _without_identifiers(records), model, progress=_silent)
    return _check("control", again, np.ones(len(again), dtype=np.bool_))


def shift_births(extract: Extract, shifted: Path) -> Extract:
    """The register with every birth some years, months and days later, written to `shifted`."""
    register = pq.read_table(extract.people)
    parts = {
        "birth_year": pc.add(register["birth_year"], YEARS),
        "birth_month": _turned(register["birth_month"], MONTHS, 12),
        "birth_day": _turned(register["birth_day"], DAYS, 28),
    }
    for name, values in parts.items():
        at = register.column_names.index(name)
        register = register.set_column(at, register.field(name), values.cast(register.field(name).type))
    pq.write_table(register, shifted)
    return replace(extract, people=shifted)


def _turned(part: pa.ChunkedArray, by: int, last: int) -> pa.ChunkedArray:
    """1 to `last`, moved on by `by` and round again."""
    number = part.cast(pa.int64())
    moved = pc.add(number, by)
    return pc.if_else(pc.greater(moved, last), pc.subtract(moved, pa.scalar(last)), moved)


def _without_identifiers(records: pa.Table) -> pa.Table:
    absent = pa.nulls(len(records), pa.string())
    return records.set_column(records.column_names.index("id_number"), "id_number", absent)


def _check(name: str, again: pa.Table, wrong: np.ndarray) -> Check:
    accepted = pc.equal(again["match_status"], "matched").to_numpy().astype(np.bool_)
    review = pc.equal(again["match_status"], "review").to_numpy().astype(np.bool_)
    probability = pc.fill_null(again["match_probability"], 0.0).to_numpy()
    expected = float((1 - probability[accepted]).sum())
    return Check(name, len(again), int(accepted.sum()), int(review.sum()), int((accepted & wrong).sum()), expected)


def _silent(_: str) -> None:
    pass
