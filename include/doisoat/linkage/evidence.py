"""Why a link was judged as it was: kinds and weights, never names. JSON text is put together from few fragments."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.levels import LADDERS
from doisoat.linkage.model import Floats

NOTHING_COMPARED = pa.array(["{}"]).dictionary_encode()
SHOWN = 0.05  # bits: less is nothing with one decimal


def field_evidence(scored: pa.Table) -> pa.DictionaryArray:
    """Per row of scored pairs a JSON object: per field the level reached and its weight in bits."""
    _, first, row = np.unique(_patterns(scored), return_index=True, return_inverse=True)
    texts = [_object(pattern) for pattern in scored.take(pa.array(first)).to_pylist()]
    return pa.DictionaryArray.from_arrays(pa.array(row), pa.array(texts, pa.string()))


def evidence_json(  # noqa: PLR0913 (the members of the object)
    *,
    found_by: str,
    model: str,
    fields: pa.DictionaryArray,
    prior: float,
    candidates: pa.Array | str,
    lent_by: str | None = None,
) -> pa.Array:
    """The evidence of judgements, one a row: `fields` are JSON objects as text, `candidates` members of JSON lists.

    `lent_by`: whose record lent a number, a part of the birth date or a place: account, entry, representative.
    """
    lent = "" if lent_by is None else f', "lent_by": "{lent_by}"'
    begins, goes_on = (
        f'{{"pass": "{found_by}"{lent}, "model": {json.dumps(model)}, "fields": ',
        f', "prior": {prior:.4g}',
    )
    heads = pc.binary_join_element_wise(begins, fields.dictionary, f'{goes_on}, "candidates": [', "")
    return pc.binary_join_element_wise(heads.take(fields.indices), candidates, "]}", "")


def candidate_json(personal_id: pa.Array, probability: Floats, differs: pa.DictionaryArray) -> pa.Array:
    """Competing candidates as JSON objects; a personal identification number is digits and needs no escaping.

    `differs`: see `difference_json`.
    """
    shares, share = np.unique(np.round(probability, 6), return_inverse=True)
    texts = pa.array([f"{share:.6f}" for share in shares.tolist()], pa.string())
    ends = pc.binary_join_element_wise(', "differs": ', differs.dictionary, "}", "")
    told = ('", "probability": ', texts.take(pa.array(share)), ends.take(differs.indices))
    return pc.binary_join_element_wise('{"personal_id": "', personal_id, *told, "")


def difference_json(best: pa.Table, candidate: pa.Table) -> pa.DictionaryArray:
    """Per row why `candidate` lost to `best`, rows of scored pairs: a JSON object of the fields in which it reached
    another level, or has a name that is more or less common, with the bits that it has more there (less: below 0)."""
    (_, lost), (winners, won) = (np.unique(_patterns(side), return_inverse=True) for side in (candidate, best))
    _, first, row = np.unique(lost * len(winners) + won, return_index=True, return_inverse=True)
    sides = (table.take(pa.array(first)).to_pylist() for table in (best, candidate))
    texts = [_differences(*pair) for pair in zip(*sides, strict=True)]
    return pa.DictionaryArray.from_arrays(pa.array(row), pa.array(texts, pa.string()))


def candidate_fields(evidence: Mapping[str, Any], judged: str | None) -> dict[str, dict[str, dict[str, Any]]]:
    """By candidate and field the level and its weight, read back from the evidence of a judgement about `judged`.

    The others are told by how they differ from the best, so where the best was not judged only `judged` is known.
    """
    fields, candidates = evidence["fields"], evidence["candidates"]
    known = {judged: fields} if judged and fields else {}
    if not known or candidates[0]["personal_id"] != judged:
        return known
    for candidate in (each for each in candidates if "differs" in each):
        own = {
            field: {"level": gap["level"], "weight": round(fields[field]["weight"] + gap["weight"], 1)}
            for field, gap in candidate["differs"].items()
        }
        known[candidate["personal_id"]] = {**fields, **own}
    return known


def _patterns(scored: pa.Table) -> NDArray[np.int64]:
    """A number per row, equal where all levels are and the weights, which differ by name only, to a tenth of a bit."""
    code: NDArray[np.int64] = np.round(scored["name_weight"].to_numpy() * (10 / math.log(2))).astype(np.int64)
    for field, ladder in LADDERS.items():
        code = code * len(ladder) + scored[f"{field}_level"].to_numpy()
    return code


def _differences(best: dict[str, float], candidate: dict[str, float]) -> str:
    gaps = {field: (candidate[f"{field}_weight"] - best[f"{field}_weight"]) / math.log(2) for field in LADDERS}
    other = [
        field for field in LADDERS if abs(gaps[field]) >= SHOWN or candidate[f"{field}_level"] != best[f"{field}_level"]
    ]
    return "{" + ", ".join(_member(field, candidate, gaps[field]) for field in other) + "}"


def _object(row: dict[str, float]) -> str:
    members = [_member(field, row, row[f"{field}_weight"] / math.log(2)) for field in LADDERS]
    return "{" + ", ".join(members) + "}"


def _member(field: str, row: dict[str, float], bits: float) -> str:
    level = LADDERS[field](int(row[f"{field}_level"])).name.lower()
    return f'"{field}": {{"level": "{level}", "weight": {bits:.1f}}}'
