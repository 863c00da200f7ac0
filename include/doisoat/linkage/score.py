"""Scoring: a pure function from a batch of pairs to their levels, weights and score.

It runs on any engine that can hand over record batches: DuckDB streams them here, Spark's mapInArrow could.
"""

from collections.abc import Collection

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage import levels
from doisoat.linkage.model import Floats, Model
from doisoat.names.compare import WHOLE, NameComparer, NameDifference, NameList

NUMBERS = ("birth_year", "birth_month", "birth_day", "sex", "ward", "district", "village", "id", "old")
PAIR = pa.schema(
    [(f"{n}_{side}", pa.int64()) for n in NUMBERS for side in ("left", "right")]
    + [(f"{n}_{side}", pa.string()) for n in ("name", "folded") for side in ("left", "right")]
    + [("share", pa.float64())]  # share of the register with the right side's folded name; null if unknown
)


LEVELS = tuple(f"{field}_level" for field in levels.LADDERS)


def score(batch: pa.RecordBatch, model: Model, *, syllables: Collection[str] | None = None) -> pa.RecordBatch:
    """A batch of PAIR in; out, per pair: `<field>_level`, `<field>_weight` and `score`, natural logs of m/u.

    `syllables` are those in use in the register, so that a pair scores the same in whatever batch it comes; without
    them, those of the batch's right side.
    """
    return weigh(compare(batch, syllables=syllables), batch["share"], model)


def compare(batch: pa.RecordBatch, *, syllables: Collection[str] | None = None) -> pa.RecordBatch:
    """The first half of `score`: the levels of a batch of PAIR, which stay as long as both sides do."""
    columns = {name: _numbers(batch[name]) for name in batch.schema.names if name.rsplit("_", 1)[0] in NUMBERS}
    found = {
        "name": _compare_names(batch, syllables),
        "birth": levels.compare_birth(columns),
        "id": levels.compare_id(columns),
        "sex": levels.compare_sex(columns),
        "ward": levels.compare_area(columns),
        "village": levels.compare_village(columns),
    }
    return pa.RecordBatch.from_pydict({f"{field}_level": level for field, level in found.items()})


def weigh(compared: pa.RecordBatch | pa.Table, share: pa.Array | pa.ChunkedArray, model: Model) -> pa.RecordBatch:
    """The second half: levels and weights of compared pairs; `share` as in PAIR."""
    found = {field: compared[f"{field}_level"].to_numpy() for field in levels.LADDERS}
    weights = {field: model.weights(field)[level] for field, level in found.items()}
    weights["name"] = weights["name"] + _rarity(share, found["name"], model)
    total = np.sum(list(weights.values()), axis=0)
    return pa.RecordBatch.from_pydict({
        **{f"{field}_level": level for field, level in found.items()},
        **{f"{field}_weight": weight for field, weight in weights.items()},
        "score": total,
    })


def _rarity(share: pa.Array | pa.ChunkedArray, name: levels.Levels, model: Model) -> Floats:
    """What a name tells beyond the average name: log of average over own share, capped for the rarest."""
    average = sum(model.fields["name"][kind.name.lower()][1] for kind in WHOLE)
    own = np.maximum(np.asarray(pc.fill_null(share, average)), model.rarest_name)
    return np.where(np.isin(name, WHOLE), np.log(average / own), 0.0)


def _compare_names(batch: pa.RecordBatch, syllables: Collection[str] | None) -> levels.Levels:
    """Most pairs are equal as they stand, or but for the tones that one side never had; the others go by syllable."""
    name, folded = ((batch[f"{n}_left"], batch[f"{n}_right"]) for n in ("name", "folded"))
    bare = pc.or_(pc.equal(name[0], folded[0]), pc.equal(name[1], folded[1]))
    written = pc.greater(pc.utf8_length(folded[0]), 0)
    same, toneless = pc.and_(written, pc.equal(*name)), pc.and_(written, pc.and_(bare, pc.equal(*folded)))
    level = np.where(_flags(same), NameDifference.SAME, NameDifference.TONELESS).astype(np.int8)
    rest = np.flatnonzero(~_flags(pc.or_(same, toneless)))
    known = syllables_of(folded[1]) if syllables is None else syllables
    level[rest] = _compare_by_syllable(batch.take(pa.array(rest)), known)
    return level


def syllables_of(names: pa.Array) -> frozenset[str]:
    """Every syllable of these toneless names."""
    return frozenset(pc.unique(pc.list_flatten(pc.split_pattern(pc.unique(names), " "))).to_pylist())


def _compare_by_syllable(batch: pa.RecordBatch, known: Collection[str]) -> levels.Levels:
    left, i = _distinct(batch["name_left"], batch["folded_left"])
    right, j = _distinct(batch["name_right"], batch["folded_right"])
    pairs, inverse = np.unique(i.astype(np.int64) * max(len(right.names), 1) + j, return_inverse=True)
    width = max(len(right.names), 1)
    comparer = NameComparer(left, right, known=known)
    level: levels.Levels = comparer.compare((pairs // width).astype(np.int32), (pairs % width).astype(np.int32))
    return level[inverse]


def _flags(column: pa.Array) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = column.to_numpy(zero_copy_only=False)
    return flags


def _distinct(names: pa.Array, folded: pa.Array) -> tuple[NameList, NDArray[np.int32]]:
    encoded = names.dictionary_encode()
    codes = encoded.indices.to_numpy(zero_copy_only=False)
    _, first = np.unique(codes, return_index=True)
    return NameList(encoded.dictionary.to_pylist(), folded.take(pa.array(first)).to_pylist()), codes.astype(np.int32)


def _numbers(column: pa.Array) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
    return numbers
