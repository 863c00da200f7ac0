"""One person, one entry in a programme, unless the rolls really hold a person twice.

Entries of one programme that are linked to one person are an edge each of the same component. An entry linked by its
own verified number, or by a person's decision, keeps the person, and so does the surest of the others. Any other may
be a second entry of that person, which rolls do hold, or a namesake's: where somebody else could be meant, it is not
assigned to whoever is free but put before a person.
"""

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

SURE = ("clerical", "exact_id")  # nobody takes the person from an entry that was linked so
RIVAL = 0.001  # probability from which somebody else could be meant


def settle_claims(judged: pa.Table, programmes: pa.ChunkedArray) -> pa.Table:
    """`judged` (records.link.JUDGEMENT, and row by row the programme of each entry) with such links for review."""
    claimed = _claimed(judged, programmes)
    rows = judged.select(["personal_id", "match_method", "match_probability", "match_evidence"]).take(pa.array(claimed))
    claims = [
        {**row, "entry": entry, "programme": programme}
        for row, entry, programme in zip(
            rows.to_pylist(), claimed.tolist(), programmes.take(pa.array(claimed)).to_pylist(), strict=True
        )
    ]
    kept: set[tuple[str, str]] = set()
    lost = []
    for claim in sorted(claims, key=_rank):
        person = (claim["programme"], claim["personal_id"])
        if person in kept and claim["match_method"] not in SURE and _rival(claim["match_evidence"]) >= RIVAL:
            lost.append(claim["entry"])
        kept.add(person)
    return _for_review(judged, lost)


def _claimed(judged: pa.Table, programmes: pa.ChunkedArray) -> NDArray[np.int64]:
    """The linked entries whose person another entry of the programme is linked to as well."""
    linked = np.flatnonzero(pc.equal(judged["match_status"], "matched"))
    person = judged["personal_id"].take(pa.array(linked)).cast(pa.int64()).to_numpy()
    programme = programmes.combine_chunks().dictionary_encode("encode").indices.to_numpy()[linked].astype(np.int64)
    _, claim, entries = np.unique(programme << 40 | person, return_inverse=True, return_counts=True)
    claimed: NDArray[np.int64] = linked[entries[claim] > 1]
    return claimed


def _rank(claim: dict[str, Any]) -> tuple[bool, float, int]:
    """Who keeps the person stands first."""
    return claim["match_method"] not in SURE, -(claim["match_probability"] or 0.0), claim["entry"]


def _for_review(judged: pa.Table, entries: list[int]) -> pa.Table:
    at = judged.column_names.index("match_status")
    lost = np.zeros(len(judged), dtype=np.bool_)
    lost[entries] = True
    return judged.set_column(at, "match_status", pc.if_else(pa.array(lost), "review", judged["match_status"]))


def _rival(evidence: str) -> float:
    """The probability of the runner-up."""
    candidates = json.loads(evidence)["candidates"]
    return float(candidates[1]["probability"]) if len(candidates) > 1 else 0.0
