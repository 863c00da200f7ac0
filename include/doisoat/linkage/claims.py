"""One person, one entry in a programme, unless the rolls really hold a person twice.

Entries of one programme that are linked to one person are an edge each of the same component. An entry linked by its
own verified number, or by a person's decision, keeps the person, and so does the surest of the others. Any other may
be a second entry of that person, which rolls do hold, or a namesake's: where somebody else could be meant, it is not
assigned to whoever is free but put before a person.
"""

import json
from collections import Counter

import pyarrow as pa

SURE = ("clerical", "exact_id")  # nobody takes the person from an entry that was linked so
RIVAL = 0.001  # probability from which somebody else could be meant


def settle_claims(judged: pa.Table, programmes: pa.ChunkedArray) -> pa.Table:
    """`judged` (records.link.JUDGEMENT, and row by row the programme of each entry) with such links for review."""
    claims = list(zip(programmes.to_pylist(), judged["personal_id"].to_pylist(), strict=True))
    status, method = judged["match_status"].to_pylist(), judged["match_method"].to_pylist()
    linked = [k for k, state in enumerate(status) if state == "matched"]
    several = {claim for claim, entries in Counter(claims[k] for k in linked).items() if entries > 1}
    claimed = [k for k in linked if claims[k] in several]
    probability, evidence = judged["match_probability"].to_pylist(), judged["match_evidence"]
    order = sorted(claimed, key=lambda k: (method[k] not in SURE, -(probability[k] or 0.0), k))
    kept = set()
    for k in order:
        if claims[k] in kept and method[k] not in SURE and _rival(evidence[k].as_py()) >= RIVAL:
            status[k] = "review"
        kept.add(claims[k])
    at = judged.column_names.index("match_status")
    return judged.set_column(at, "match_status", pa.array(status, pa.string()))


def _rival(evidence: str) -> float:
    """The probability of the runner-up."""
    candidates = json.loads(evidence)["candidates"]
    return float(candidates[1]["probability"]) if len(candidates) > 1 else 0.0
