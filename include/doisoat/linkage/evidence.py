"""Why a link was judged as it was: kinds and weights, never names. JSON text is put together from few fragments."""

import json
import math
from collections.abc import Iterable, Sequence

import pyarrow as pa

from doisoat.linkage.levels import LADDERS

NOTHING_COMPARED = "{}"


def field_evidence(scored: pa.Table) -> list[str]:
    """Per row of scored pairs a JSON object: per field the level reached and its weight in bits."""
    columns = [_fragments(field, scored) for field in LADDERS]
    return ["{" + ", ".join(row) + "}" for row in zip(*columns, strict=True)]


def evidence_json(  # noqa: PLR0913 (the members of the object)
    *, found_by: str, model: str, fields: str, prior: float, candidates: Iterable[str], lent_by: str | None = None
) -> str:
    """The evidence of one judgement; `fields` and each candidate are JSON objects as text. `lent_by`: whose record
    lent a number, a part of the birth date or a place: account, entry, representative."""
    head = f'{{"pass": {json.dumps(found_by)}, "model": {json.dumps(model)}'
    lent = f', "lent_by": {json.dumps(lent_by)}' if lent_by else ""
    return f'{head}{lent}, "fields": {fields}, "prior": {prior:.4g}, "candidates": [{", ".join(candidates)}]}}'


def candidate_json(personal_id: str, probability: float) -> str:
    """A competing candidate; a personal identification number is digits and needs no escaping."""
    return f'{{"personal_id": "{personal_id}", "probability": {probability:.6f}}}'


def _fragments(field: str, scored: pa.Table) -> Sequence[str]:
    words = {level.value: f'"{field}": {{"level": "{level.name.lower()}", "weight": ' for level in LADDERS[field]}
    levels = scored[f"{field}_level"].to_pylist()
    bits = (scored[f"{field}_weight"].to_numpy() / math.log(2)).tolist()
    return [f"{words[level]}{weight:.1f}}}" for level, weight in zip(levels, bits, strict=True)]
