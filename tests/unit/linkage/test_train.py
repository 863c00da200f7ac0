from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat import paths
from doisoat.linkage.extract import Extract
from doisoat.linkage.levels import LADDERS
from doisoat.linkage.model import Model
from doisoat.linkage.train import estimate_m, train


def draw(lot: np.random.Generator, shares: np.ndarray, size: int) -> np.ndarray:
    return lot.choice(len(shares), size=size, p=shares).astype(np.int8)


def shares(field: str, **values: float) -> np.ndarray:
    found = np.full(len(LADDERS[field]), 1e-6)
    for name, value in values.items():
        found[LADDERS[field][name]] = value
    return found / found.sum()


def test_em_finds_how_one_persons_records_differ_among_wrong_numbers() -> None:
    lot = np.random.default_rng(3)
    m = {"name": shares("name", SAME=0.9, MIDDLE=0.1), "birth": shares("birth", SAME=0.8, PARTIAL=0.2)}
    u = {"name": shares("name", SAME=0.001, OTHER=0.999), "birth": shares("birth", SAME=0.001, OTHER=0.999)}
    levels = {f: np.concatenate([draw(lot, m[f], 9500), draw(lot, u[f], 500)]) for f in m}
    found = estimate_m(levels, u)
    assert found["name"][LADDERS["name"]["SAME"]] == pytest.approx(0.9, abs=0.01)
    assert found["birth"][LADDERS["birth"]["PARTIAL"]] == pytest.approx(0.2, abs=0.01)
    assert found["name"][LADDERS["name"]["OTHER"]] < 0.01


def test_training_on_a_register_gives_every_level_a_probability(tmp_path: Path) -> None:
    words = ("an", "bình", "cường", "dũng", "hà", "lan", "mai", "nga", "oanh", "phúc")
    folded = ("an", "binh", "cuong", "dung", "ha", "lan", "mai", "nga", "oanh", "phuc")
    rows = [
        {
            "personal_id": f"0010{50 + k % 40}{k:06d}",
            "old_id": f"{k:09d}",
            "name": f"trần {words[k // 10 % 10]} {words[k % 10]}",
            "name_folded": f"tran {folded[k // 10 % 10]} {folded[k % 10]}",
            "birth_year": 1950 + k % 40,
            "birth_month": 1 + k % 12,
            "birth_day": 1 + k % 28,
            "sex": "MF"[k % 2],
            "ward_code": f"{1 + k % 7:05d}",
            "district_code": "001",
            "village": f"Tổ {k % 3}",
        }
        for k in range(400)
    ]
    persons = pa.Table.from_pylist(rows)
    pq.write_table(persons, tmp_path / "population.parquet")
    records = persons.rename_columns(["id_number" if n == "personal_id" else n for n in persons.column_names])
    prior = Model.load(paths.CONFIG / "linkage" / "prior.yaml")
    found = train(Extract(tmp_path / "population.parquet"), records, prior, seed=1, random_pairs=20_000)
    assert all(0 < p <= 1 for levels in found.values() for pair in levels.values() for p in pair)
    for field, agreeing in (("name", "same"), ("birth", "same"), ("sex", "same"), ("ward", "ward"), ("id", "same")):
        m, u = found[field][agreeing]
        assert m > 0.7 > u, field
