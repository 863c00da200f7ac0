"""Scoring: a pure function from a batch of pairs to their levels, weights and score.

It runs on any engine that can hand over record batches: DuckDB streams them here, Spark's mapInArrow could.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage import levels
from doisoat.linkage.model import Floats, Model
from doisoat.names.compare import WHOLE, NameComparer, NameDifference, NameList, spelling_key

NUMBERS = ("birth_year", "birth_month", "birth_day", "sex", "ward", "district", "village", "id", "old")
TEXTS = pa.dictionary(pa.int32(), pa.string())  # each text once
PAIR = pa.schema(
    [(f"{n}_{side}", pa.int64()) for n in NUMBERS for side in ("left", "right")]
    + [(f"{n}_{side}", TEXTS) for n in ("name", "folded") for side in ("left", "right")]
    + [("share", pa.float64())]  # share of the register with the right side's folded name; null if unknown
)


LEVELS = tuple(f"{field}_level" for field in levels.LADDERS)
Names = tuple[pa.DictionaryArray, pa.DictionaryArray]  # canonical with tones, and the same without; no nulls
Codes = NDArray[np.int64]


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
        "name": compare_names(*_names(batch), syllables=syllables),
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


def compare_names(left: Names, right: Names, *, syllables: Collection[str] | None = None) -> levels.Levels:
    """Name by name; `syllables` as in `score`.

    Most pairs are equal without tones, and then tones and spelling tell all; the others go by syllable.
    """
    (a, i), (b, j) = (_spelt(*side) for side in (left, right))
    bare = _flags(pc.equal(a.names, a.folded))[i] | _flags(pc.equal(b.names, b.folded))[j]
    written = _flags(pc.not_equal(a.folded, ""))[i]
    level = np.where(bare, NameDifference.TONELESS, NameDifference.TONES).astype(np.int8)
    level[_equal(spelling_keys(a.names), spelling_keys(b.names), i, j)] = NameDifference.SPELLING
    level[_equal(a.names, b.names, i, j)] = NameDifference.SAME
    rest = np.flatnonzero(~(written & _equal(a.folded, b.folded, i, j)))
    known = syllables_of(b.folded) if syllables is None else syllables
    level[rest] = _compare_by_syllable(a, b, i[rest], j[rest], known)
    return level


def syllables_of(names: pa.Array) -> frozenset[str]:
    """Every syllable of these toneless names."""
    return frozenset(pc.unique(pc.list_flatten(pc.split_pattern(pc.unique(names), " "))).to_pylist())


def spelling_keys(names: pa.Array) -> pa.Array:
    """`spelling_key` of each name, made once per syllable."""
    syllables = pc.split_pattern(names, " ")
    words = syllables.flatten().dictionary_encode()
    keys = pa.array([spelling_key(word) for word in words.dictionary.to_pylist()], pa.string())
    lists = pa.ListArray.from_arrays(syllables.offsets, keys.take(words.indices))
    return pc.binary_join(lists, " ")


@dataclass(frozen=True)
class _Spelt:
    """Distinct names, and of each the same without tones."""

    names: pa.Array
    folded: pa.Array

    def take(self, places: Codes) -> NameList:
        return NameList(*(texts.take(pa.array(places)).to_pylist() for texts in (self.names, self.folded)))


def _spelt(names: pa.DictionaryArray, folded: pa.DictionaryArray) -> tuple[_Spelt, Codes]:
    """Distinct names, and of each pair the place of its name."""
    used, codes = _renumbered(names.indices.to_numpy())
    place = np.zeros(len(used), dtype=np.int64)
    place[codes] = np.arange(len(codes))  # somewhere where the name stands
    without_tones = folded.dictionary.take(folded.indices.take(pa.array(place)))
    return _Spelt(names.dictionary.take(pa.array(used)), without_tones), codes


def _renumbered(codes: Codes) -> tuple[Codes, Codes]:
    """The codes that occur, sorted, and each code's place among them."""
    seen = np.zeros(int(codes.max(initial=-1)) + 1, dtype=np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen), (np.cumsum(seen) - 1)[codes]


def _equal(left: pa.Array, right: pa.Array, i: Codes, j: Codes) -> NDArray[np.bool_]:
    """Whether text i[k] on the left is text j[k] on the right."""
    a, b = (pc.fill_null(pc.index_in(texts, left), -1).to_numpy() for texts in (left, right))
    equal: NDArray[np.bool_] = a[i] == b[j]
    return equal


def _compare_by_syllable(a: _Spelt, b: _Spelt, i: Codes, j: Codes, known: Collection[str]) -> levels.Levels:
    (left, i), (right, j) = _renumbered(i), _renumbered(j)
    width = max(len(right), 1)
    pairs, inverse = np.unique(i * width + j, return_inverse=True)
    comparer = NameComparer(a.take(left), b.take(right), known=known)
    level: levels.Levels = comparer.compare((pairs // width).astype(np.int32), (pairs % width).astype(np.int32))
    return level[inverse]


def _names(batch: pa.RecordBatch) -> tuple[Names, Names]:
    return (batch["name_left"], batch["folded_left"]), (batch["name_right"], batch["folded_right"])


def _flags(column: pa.Array) -> NDArray[np.bool_]:
    flags: NDArray[np.bool_] = column.to_numpy(zero_copy_only=False)
    return flags


def _numbers(column: pa.Array) -> NDArray[np.int64]:
    numbers: NDArray[np.int64] = pc.fill_null(column, 0).to_numpy(zero_copy_only=False)
    return numbers
