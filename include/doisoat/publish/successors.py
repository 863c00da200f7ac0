"""Wards of every date with those of July 2025 that followed them, as reconciled.ward_successor holds them."""

import datetime as dt

import pyarrow as pa

from doisoat.areas.successors import Successor, successors
from doisoat.records.mart import WARD_SUCCESSOR
from doisoat.storage.reference import MERGED_WARDS, WITHOUT_DISTRICTS, rows

_ALWAYS = dt.date(1900, 1, 1)  # wards of early 2024 are those of every date before


def read_successors() -> pa.Table:
    """Columns of WARD_SUCCESSOR: the wards of early 2024, of the first half of 2025, and those of July 2025."""
    eras = (("ward_code_2024", _ALWAYS, MERGED_WARDS), ("ward_code_20250101", MERGED_WARDS, WITHOUT_DISTRICTS))
    mapping = rows("hanoi_ward_mapping")
    found = [
        _row(one, since, until)
        for column, since, until in eras
        for one in successors((r[column], r["ward_code_20250701"], r["nso_merge_note"]) for r in mapping)
    ]
    new = (Successor(r["ward_code"], r["ward_code"], "all", is_carried=True) for r in rows("hanoi_wards_2025"))
    found += [_row(one, WITHOUT_DISTRICTS, None) for one in new]
    return pa.Table.from_pylist(found, schema=WARD_SUCCESSOR.schema)


def _row(one: Successor, since: dt.date, until: dt.date | None) -> dict[str, object]:
    return {
        "ward_code": one.ward_code,
        "valid_from": since,
        "valid_to": until,
        "successor_code": one.successor_code,
        "people": one.people,
        "is_carried": one.is_carried,
    }
