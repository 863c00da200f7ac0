import numpy as np
import pytest

from doisoat.linkage.levels import LADDERS
from doisoat.linkage.train import estimate_m


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
