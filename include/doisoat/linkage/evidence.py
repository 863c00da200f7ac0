"""Why a link was judged as it was: kinds and weights, never names. JSON text is put together from few fragments."""

import json
import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.levels import LADDERS, Levels
from doisoat.linkage.model import Floats

NOTHING_COMPARED = pa.array(["{}"]).dictionary_encode()
SHOWN = 0.05  # bits: less is nothing with one decimal


def field_evidence(scored: pa.Table) -> pa.DictionaryArray:
    """Per row of scored pairs a JSON object: per field the level reached and its weight in bits."""
    _, first, row = np.unique(_patterns(scored), return_index=True, return_inverse=True)
    few = scored.take(pa.array(first))
    members = [_members(field, _level(few, field), _bits(few, field)) for field in LADDERS]
    return pa.DictionaryArray.from_arrays(pa.array(row), _objects(members))


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
    (_, its), (winners, own) = (np.unique(_patterns(side), return_inverse=True) for side in (candidate, best))
    _, first, row = np.unique(its * len(winners) + own, return_index=True, return_inverse=True)
    won, lost = (table.take(pa.array(first)) for table in (best, candidate))
    return pa.DictionaryArray.from_arrays(pa.array(row), _objects([_gaps(field, won, lost) for field in LADDERS]))


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


def _gaps(field: str, best: pa.Table, candidate: pa.Table) -> pa.Array:
    """The member of a field where `candidate` reached another level than `best` or weighs otherwise; else nothing."""
    level = _level(candidate, field)
    gap = (candidate[f"{field}_weight"].to_numpy() - best[f"{field}_weight"].to_numpy()) / math.log(2)
    other = (np.abs(gap) >= SHOWN) | (level != _level(best, field))
    return pc.if_else(pa.array(other), _members(field, level, gap), "")


def _members(field: str, level: Levels, bits: Floats) -> pa.Array:
    """Members of JSON objects, each after a comma; each text is made once."""
    ladder, (_, weight) = LADDERS[field], np.unique(bits, return_inverse=True)
    _, first, row = np.unique(weight * len(ladder) + level, return_index=True, return_inverse=True)
    told = zip(level[first].tolist(), bits[first].tolist(), strict=True)
    texts = [f', "{field}": {{"level": "{ladder(kind).name.lower()}", "weight": {own:.1f}}}' for kind, own in told]
    return pa.array(texts, pa.string()).take(pa.array(row))


def _objects(members: list[pa.Array]) -> pa.Array:
    joined = pc.utf8_slice_codeunits(pc.binary_join_element_wise(*members, ""), len(", "))
    return pc.binary_join_element_wise("{", joined, "}", "")


def _level(scored: pa.Table, field: str) -> Levels:
    level: Levels = scored[f"{field}_level"].to_numpy()
    return level


def _bits(scored: pa.Table, field: str) -> Floats:
    bits: Floats = scored[f"{field}_weight"].to_numpy() / math.log(2)
    return bits
