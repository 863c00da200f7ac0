"""What lay before whoever judged a pair, as a digest: a decision stands as long as this stays the same.

Names, birth, sex and numbers enter as they are. Where people live enters as how far it agrees: when a ward is merged
or two people move house together, nothing is learnt about who they are.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doisoat.linkage.levels import compare_area, compare_village
from doisoat.linkage.village import village_key

COMPARED = ("name", "birth_year", "birth_month", "birth_day", "sex", "id", "old")
_PLACES = ("ward", "district", "village")


def evidence_digest(record: Mapping[str, Any], person: Mapping[str, Any]) -> str:
    """Of a row of core/beneficiaries or core/accounts and a row of core/population: 32 hexadecimal digits."""
    number = record["id_number"] or ""
    numbers = (number if len(number) == 12 else None, number if len(number) == 9 else None)
    villages = [village_key(row.get("village")) for row in (record, person)]
    known = sorted({key for key in villages if key is not None})
    codes = [None if key is None else known.index(key) + 1 for key in villages]
    left = _coded(record, *numbers, codes[0])
    right = _coded(person, person["personal_id"], person["old_id"], codes[1])
    return evidence_digests(left, right)[0]


def evidence_digests(left: pa.Table, right: pa.Table) -> list[str]:
    """The same for row i of `left` and row i of `right`, both in the codes of linkage.register."""
    sides = {"left": left, "right": right}
    places = {
        f"{name}_{side}": pc.fill_null(table[name], 0).to_numpy() for side, table in sides.items() for name in _PLACES
    }
    levels = [pa.chunked_array([compare(places)]) for compare in (compare_area, compare_village)]
    fields = [table[name] for table in sides.values() for name in COMPARED]
    texts = [pc.fill_null(pc.cast(column, pa.string()), "") for column in (*fields, *levels)]
    joined = pc.binary_join_element_wise(*texts, "\x1f")
    return [hashlib.blake2b(text.encode(), digest_size=16).hexdigest() for text in joined.to_pylist()]


def _coded(row: Mapping[str, Any], citizen: str | None, old: str | None, village: int | None) -> pa.Table:
    """One row in the codes of linkage.register."""
    numbers = {
        **{part: row[part] for part in ("birth_year", "birth_month", "birth_day")},
        "sex": {"M": 1, "F": 2}.get(row["sex"]),
        "id": _integer(citizen),
        "old": _integer(old),
        "ward": _integer(row.get("ward_code")),
        "district": _integer(row.get("district_code")),
        "village": village,
    }
    columns = {name: pa.array([value], pa.int64()) for name, value in numbers.items()}
    return pa.table({"name": pa.array([row["name"] or ""], pa.string()), **columns})


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isdigit() else None
