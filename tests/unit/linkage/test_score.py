import pickle  # noqa: S403

import numpy as np
import pyarrow as pa
import pytest

from doisoat.linkage.model import current_model
from doisoat.linkage.score import NUMBERS, PAIR, score, syllables_of

MODEL = current_model()
NAMES = ("nguyễn thị lan", "nguyễn thị lam", "trần văn hùng", "tran van hung", "ngyễn thị lan", "", "lê khuê")
FOLDED = ("nguyen thi lan", "nguyen thi lam", "tran van hung", "tran van hung", "ngyen thi lan", "", "le khue")
IN_USE = syllables_of(pa.array(["nguyen thi lan", "nguyen thi lam", "tran van hung", "le khue"]))


@pytest.fixture(scope="module")
def batch() -> pa.RecordBatch:
    lot = np.random.default_rng(5)
    size = 400
    columns: dict[str, pa.Array] = {}
    for side in ("left", "right"):
        drawn = lot.integers(0, len(NAMES), size)
        columns[f"name_{side}"] = pa.array([NAMES[k] for k in drawn])
        columns[f"folded_{side}"] = pa.array([FOLDED[k] for k in drawn])
        for number in NUMBERS:
            values = lot.integers(1, 4, size)
            columns[f"{number}_{side}"] = pa.array(values, pa.int64(), mask=lot.random(size) < 0.2)
    columns["share"] = pa.array(lot.random(size) * 1e-4, mask=lot.random(size) < 0.2)
    return pa.RecordBatch.from_pydict({n: columns[n] for n in PAIR.names}, schema=PAIR)


def test_a_pair_scores_the_same_in_whatever_batch_it_comes(batch: pa.RecordBatch) -> None:
    whole = score(batch, MODEL, syllables=IN_USE)
    halves = [score(batch.slice(start, 133), MODEL, syllables=IN_USE) for start in range(0, 400, 133)]
    assert pa.Table.from_batches([whole]).combine_chunks() == pa.Table.from_batches(halves).combine_chunks()


def test_the_order_of_pairs_does_not_matter(batch: pa.RecordBatch) -> None:
    order = pa.array(np.random.default_rng(6).permutation(400))
    shuffled = score(batch.take(order), MODEL, syllables=IN_USE)
    assert shuffled == score(batch, MODEL, syllables=IN_USE).take(order)


def test_an_empty_batch_has_the_same_columns(batch: pa.RecordBatch) -> None:
    assert score(batch.slice(0, 0), MODEL, syllables=IN_USE).schema == score(batch, MODEL, syllables=IN_USE).schema


def test_the_score_is_the_sum_of_the_weights(batch: pa.RecordBatch) -> None:
    scored = score(batch, MODEL, syllables=IN_USE)
    weights = [scored[name].to_numpy() for name in scored.schema.names if name.endswith("_weight")]
    assert scored["score"].to_numpy() == pytest.approx(np.sum(weights, axis=0))


def test_function_and_model_travel_to_another_engine(batch: pa.RecordBatch) -> None:
    """What Spark's mapInArrow needs: nothing but what can be pickled."""
    function, model = pickle.loads(pickle.dumps((score, MODEL)))  # noqa: S301
    assert function(batch, model, syllables=IN_USE) == score(batch, MODEL, syllables=IN_USE)
