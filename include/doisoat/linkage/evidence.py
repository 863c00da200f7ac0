"""Why a link was judged as it was: kinds and weights, never names."""

import json
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from doisoat.linkage.levels import LADDERS


def field_evidence(scored: pa.Table) -> list[dict[str, Any]]:
    """Per row of scored pairs, per field the level reached and its weight in bits."""
    rows: list[dict[str, Any]] = [{} for _ in range(len(scored))]
    for field, ladder in LADDERS.items():
        words = {level.value: level.name.lower() for level in ladder}
        levels, weights = scored[f"{field}_level"].to_pylist(), scored[f"{field}_weight"].to_pylist()
        for row, level, weight in zip(rows, levels, weights, strict=True):
            row[field] = {"level": words[level], "weight": round(weight / _LN2, 1)}
    return rows


def evidence_json(
    *, found_by: str, model: str, fields: dict[str, Any] | None, prior: float, candidates: Sequence[dict[str, Any]]
) -> str:
    """The evidence of one judgement; `fields` is None when nobody in the register came close."""
    return json.dumps({
        "pass": found_by,
        "model": model,
        "fields": fields or {},
        "prior": prior,
        "candidates": list(candidates),
    })


_LN2 = 0.6931471805599453
