import json

import pyarrow as pa
import pytest

from doisoat.linkage.model import current_model
from doisoat.linkage.pairs import score_pairs

MODEL = current_model()
SCHEMA = pa.schema(
    [(n, pa.string()) for n in ("name", "name_folded", "sex", "id_number")]
    + [(f"birth_{n}", pa.int16()) for n in ("year", "month", "day")]
)


def side(**values: object) -> pa.Table:
    return pa.Table.from_pylist([values], schema=SCHEMA)


ENTRY = side(
    name="nguyễn thị lan",
    name_folded="nguyen thi lan",
    sex="F",
    id_number="001145000101",
    birth_year=1945,
    birth_month=3,
    birth_day=15,
)
NAMESAKE = {"name": "nguyen thi lan", "name_folded": "nguyen thi lan"}


def probability(holder: pa.Table, prior: float = 0.5) -> float:
    return float(score_pairs(ENTRY, holder, MODEL, prior=prior)["probability"][0].as_py())


def test_the_same_number_and_name_are_one_person() -> None:
    assert probability(side(**NAMESAKE, id_number="001145000101")) > 0.999


def test_another_name_and_birth_are_not() -> None:
    assert probability(side(name="tran van hung", name_folded="tran van hung", birth_year=1950)) < 0.01


@pytest.mark.parametrize("prior", [0.1, 0.5, 0.9])
def test_nothing_compared_leaves_the_prior(prior: float) -> None:
    nothing = score_pairs(side(name="", name_folded=""), side(name="", name_folded=""), MODEL, prior=prior)
    assert nothing["probability"][0].as_py() == pytest.approx(prior, abs=0.02)


def test_evidence_says_what_was_compared() -> None:
    found = score_pairs(ENTRY, side(**NAMESAKE), MODEL, prior=0.5)["evidence"][0].as_py()
    assert json.loads(found)["fields"]["name"]["level"] == "toneless"


def test_both_sides_may_be_empty() -> None:
    assert score_pairs(SCHEMA.empty_table(), SCHEMA.empty_table(), MODEL, prior=0.5).num_rows == 0
