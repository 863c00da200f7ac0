"""Records side by side: the batch that scoring reads, and the score of given pairs."""

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.evidence import evidence_json, field_evidence
from doisoat.linkage.model import Floats, Model
from doisoat.linkage.score import NUMBERS, PAIR, score
from doisoat.linkage.village import village_key


def score_pairs(left: pa.Table, right: pa.Table, model: Model, *, prior: float) -> pa.Table:
    """Row i of `left` against row i of `right`: columns `probability` that both are one person, and `evidence`.

    Both have the PERSON columns and `id_number`, and may have ward_code, district_code, village. `prior` is how
    likely a pair is one person before it is compared. `right` may have `name_share`, the share of all people who bear
    that toneless name; else the average counts. No probability exceeds what identifiers were found to be worth.
    """
    sides = {"left": comparable(left), "right": comparable(right)}
    columns = {f"{name}_{side}": values for side, table in sides.items() for name, values in table.items()}
    columns["share"] = _shares(right)
    scored = score(pa.RecordBatch.from_pydict({n: columns[n] for n in PAIR.names}, schema=PAIR), model)
    odds = np.log(prior / (1 - prior)) + scored["score"].to_numpy()
    probability: Floats = model.calibrate("exact_id", 1 / (1 + np.exp(-odds)))
    fields = field_evidence(pa.Table.from_batches([scored]))
    words = evidence_json(found_by="pair", model=model.version, fields=fields, prior=prior, candidates="")
    return pa.table({"probability": pa.array(probability), "evidence": words})


def pair_batch(
    records: pa.Table, persons: pa.Table, i: NDArray[np.int64], j: NDArray[np.int64], *, size: int
) -> pa.RecordBatch:
    """PAIR of record i[k] and person j[k]; `size` is the number of persons in the register."""
    left = records.select([*NUMBERS, "name", "folded_text"]).take(pa.array(i))
    right = persons.select([*NUMBERS, "name", "folded", "persons"]).take(pa.array(j))
    columns = {f"{n}_left": left[n].combine_chunks() for n in (*NUMBERS, "name")}
    columns["folded_left"] = left["folded_text"].combine_chunks()
    columns |= {f"{n}_right": right[n].combine_chunks() for n in (*NUMBERS, "name", "folded")}
    columns["share"] = pc.divide(right["persons"].combine_chunks().cast(pa.float64()), float(size))
    return pa.RecordBatch.from_pydict({n: columns[n].cast(PAIR.field(n).type) for n in PAIR.names}, schema=PAIR)


def comparable(table: pa.Table) -> dict[str, pa.Array]:
    """The columns of one side of PAIR, of records that no register has coded."""
    identity = table["id_number"].to_pylist()
    sex = pc.add(pc.index_in(table["sex"], pa.array(["M", "F"])), 1)
    villages = [village_key(text) for text in _texts(table, "village")]
    columns = {
        "birth_year": table["birth_year"],
        "birth_month": table["birth_month"],
        "birth_day": table["birth_day"],
        "sex": sex,
        "ward": _integers(_texts(table, "ward_code")),
        "district": _integers(_texts(table, "district_code")),
        "village": pa.array([None if v is None else _text_code(v) for v in villages], pa.int64()),
        "id": _integers([i if i and len(i) == 12 else None for i in identity]),
        "old": _integers(_old_numbers(table, identity)),
        "name": pc.fill_null(table["name"], ""),
        "folded": pc.fill_null(table["name_folded"], ""),
    }
    flat = {n: c.combine_chunks() if isinstance(c, pa.ChunkedArray) else c for n, c in columns.items()}
    return {name: column.cast(PAIR.field(f"{name}_left").type) for name, column in flat.items()}


def _shares(table: pa.Table) -> pa.Array:
    if "name_share" not in table.column_names:
        return pa.nulls(len(table), pa.float64())
    return table["name_share"].combine_chunks().cast(pa.float64())


def _old_numbers(table: pa.Table, identity: list[str | None]) -> list[str | None]:
    """A register has the 9-digit number beside the other, a roll one or the other."""
    if "old_id" in table.column_names:
        old: list[str | None] = table["old_id"].to_pylist()
        return old
    return [number if number and len(number) == 9 else None for number in identity]


def _texts(table: pa.Table, name: str) -> list[str | None]:
    return table[name].to_pylist() if name in table.column_names else [None] * len(table)


def _integers(texts: list[str | None]) -> pa.Array:
    return pa.array([int(text) if text and text.isdigit() else None for text in texts], pa.int64())


def _text_code(text: str) -> int:
    """A positive number for a text, the same in every process and engine; 56 bits make a collision negligible."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=7).digest(), "big")
