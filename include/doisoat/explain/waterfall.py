"""A judgement as lines of text: from how likely the link was before any comparison, field by field, to its probability.

Kinds and weights only, unless `values` are asked for: then names, dates and numbers are shown beside them.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
WIDTH = 30  # of the bar of the widest weight
# Per field of the evidence the columns of the record, and those of the person where they are called otherwise.
_VALUES = {
    "name": (("full_name",), ("full_name",)),
    "birth": (("date_of_birth",), ("date_of_birth",)),
    "id": (("id_number",), ("personal_id", "old_id")),
    "sex": (("sex",), ("sex",)),
    "ward": (("ward_code", "district_code"), ("ward_code", "district_code")),
    "village": (("village",), ("village",)),
}
_STATUS = {"matched": "linked", "review": "left to a person", "unmatched": "linked to nobody"}


@dataclass(frozen=True)
class Compared:
    """A candidate: its register row (None if it left), probability, and per field the level and the weight in bits."""

    person: Row | None
    probability: float
    fields: Mapping[str, Row]

    @property
    def bits(self) -> float:
        return float(sum(found["weight"] for found in self.fields.values()))


@dataclass(frozen=True)
class Explained:
    """`title` says whose link: the code of an entry, or the row of a bank's return. `judgement`: a row of
    link/beneficiary_person or link/account_person, `record` of the core table; `candidates`, the best first."""

    title: str
    judgement: Row
    record: Row
    candidates: Sequence[Compared]
    register_size: int


def waterfall(explained: Explained, *, values: bool) -> list[str]:
    """The whole explanation, line by line."""
    evidence = json.loads(explained.judgement["match_evidence"])
    return [
        *_head(explained, evidence),
        *_steps(explained, evidence, values=values),
        *_rivals(explained.candidates, values=values),
        *_decisions(evidence.get("decisions", ())),
    ]


def _head(explained: Explained, evidence: Row) -> Iterator[str]:
    judgement = explained.judgement
    status = _STATUS[judgement["match_status"]]
    probability = judgement["match_probability"]
    share = "" if probability is None else f", probability {probability:.6f}"
    lent = f", with what the {evidence['lent_by']} lent" if "lent_by" in evidence else ""
    yield f"{explained.title}: {status}{share}"
    yield f"pass {evidence['pass']}{lent}, method {judgement['match_method']}, model {judgement['model_version']}"


def _steps(explained: Explained, evidence: Row, *, values: bool) -> Iterator[str]:
    """From the prior to the sum, against the record's person not being in the register."""
    if not explained.candidates:
        yield "Nobody in the register comes near."
        return
    best = explained.candidates[0]
    prior, size = float(evidence["prior"]), max(explained.register_size, 1)
    start = math.log2(prior / size / (1 - prior)) if prior < 1 else -math.log2(size)
    widest = max(abs(start), *(abs(found["weight"]) for found in best.fields.values()), 1.0)
    yield ""
    yield f"{'field':<10}{'what was found':<18}{'bits':>7}"
    yield f"{'':<10}{'before comparing':<18}{start:>+7.1f}  {_bar(start, widest)}"
    for field, found in best.fields.items():
        shown = f"  {_value(field, explained.record, best.person)}" if values else ""
        yield f"{field:<10}{found['level']:<18}{found['weight']:>+7.1f}  {_bar(found['weight'], widest)}{shown}"
    yield f"{'together':<28}{start + best.bits:>+7.1f}  against not being in the register"
    yield f"One of {size:,} persons; {prior:.1%} of such records have their person in the register."


def _rivals(candidates: Sequence[Compared], *, values: bool) -> Iterator[str]:
    if not candidates:
        return
    best = candidates[0]
    yield ""
    yield "candidates"
    for rank, candidate in enumerate(candidates, 1):
        name = f" {candidate.person['personal_id']}" if values and candidate.person else ""
        lost = f"  {_lost(best, candidate)}" if rank > 1 else ""
        yield f"{rank:>3}{name}  {candidate.probability:.6f}{lost}"


def _lost(best: Compared, rival: Compared) -> str:
    """In which fields a rival is worse, and better, than the best candidate."""
    if rival.person is None:
        return "no longer in the register"
    gaps = {
        field: rival.fields[field]["weight"] - found["weight"]
        for field, found in best.fields.items()
        if field in rival.fields
    }
    words = [
        f"{field} {rival.fields[field]['level']} {gap:+.1f}"
        for field, gap in sorted(gaps.items(), key=lambda each: each[1])
        if abs(gap) >= 0.05  # noqa: PLR2004 (what one decimal shows)
    ]
    return f"{rival.bits - best.bits:+.1f} bits: {', '.join(words)}" if words else "as good in every field"


def _decisions(decisions: Sequence[Row]) -> Iterator[str]:
    if decisions:
        yield ""
        yield "decided by people"
    for each in decisions:
        said = f"{each['verdict']} ({each['reason']}): {each['state']}"
        yield f"{each['decision_id']:>5}  {each['decided_at'][:10]}  {said}"


def _bar(weight: float, widest: float) -> str:
    length = round(abs(weight) / widest * WIDTH)
    return ("+" if weight > 0 else "-") * length


def _value(field: str, record: Row, person: Row | None) -> str:
    sides = zip((record, person or {}), _VALUES[field], strict=True)
    left, right = (" ".join(str(row[name]) for name in names if row.get(name)) or "none" for row, names in sides)
    return f"{left} | {right}"
