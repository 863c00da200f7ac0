"""Judgements as they are stored: one per record, with the evidence in words."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.candidates import Scored
from doisoat.linkage.evidence import NOTHING_COMPARED, candidate_json, evidence_json, field_evidence
from doisoat.linkage.model import Floats, Model

COMPETITORS = 3
NOBODY: Mapping[int, str] = MappingProxyType({})


class Judgements:
    """Every record starts unmatched; each pass judges some."""

    def __init__(self, size: int, model: Model) -> None:
        self._model = model
        self.size = size
        self.coverage = model.coverage  # the share of the records whose person is in the register
        nobody = evidence_json(
            found_by="none", model=model.version, fields=NOTHING_COMPARED, prior=model.coverage, candidates=()
        )
        self._personal_id: list[str | None] = [None] * size
        self._status = ["unmatched"] * size
        self._method = ["none"] * size
        self._probability: list[float | None] = [None] * size
        self._evidence = [nobody] * size

    def accept(
        self,
        method: str,
        scored: Scored,
        pairs: NDArray[np.int64],
        probability: Floats,
        *,
        lent_by: Mapping[int, str] = NOBODY,
    ) -> None:
        """Link the records of `pairs` (positions in `scored`); `lent_by`: by record, whose evidence helped."""
        self._judge("matched", method, scored, pairs, probability, lent_by)

    def review(
        self, scored: Scored, pairs: NDArray[np.int64], probability: Floats, *, lent_by: Mapping[int, str] = NOBODY
    ) -> None:
        """Leave the records of `pairs` to a person, with their best candidate."""
        self._judge("review", "probabilistic", scored, pairs, probability, lent_by)

    def undecided(self, records: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `records` are linked to nobody yet."""
        return np.array([self._status[record] != "matched" for record in records.tolist()], dtype=np.bool_)

    def linked(self, records: NDArray[np.int64]) -> list[str | None]:
        """The persons that `records` are linked to so far."""
        return [self._personal_id[r] if self._status[r] == "matched" else None for r in records.tolist()]

    def table(self) -> pa.Table:
        size = len(self._status)
        return pa.table({
            "personal_id": pa.array(self._personal_id, pa.string()),
            "match_status": self._status,
            "match_method": self._method,
            "match_probability": pa.array(self._probability, pa.float64()),
            "match_evidence": self._evidence,
            "model_version": pa.array([self._model.version] * size, pa.string()),
        })

    def _judge(  # noqa: PLR0913 (what is judged, and how)
        self,
        status: str,
        method: str,
        scored: Scored,
        pairs: NDArray[np.int64],
        probability: Floats,
        lent_by: Mapping[int, str],
    ) -> None:
        records = scored.record[pairs]
        fields = field_evidence(scored.levels.take(pa.array(pairs)))
        chosen = scored.personal_id.take(pa.array(pairs)).to_pylist()
        rivals = _competitors(scored, records, probability)
        found = zip(records.tolist(), chosen, probability[pairs].tolist(), fields, rivals, strict=True)
        for record, person, share, evidence, candidates in found:
            self._personal_id[record], self._status[record], self._method[record] = person, status, method
            self._probability[record] = share
            self._evidence[record] = evidence_json(
                found_by="lent" if record in lent_by else method,
                model=self._model.version,
                fields=evidence,
                prior=self.coverage,
                candidates=candidates,
                lent_by=lent_by.get(record),
            )


def _competitors(scored: Scored, records: NDArray[np.int64], probability: Floats) -> list[list[str]]:
    """Per record its most probable candidates as JSON, the best first."""
    order = np.lexsort((-probability, scored.record))
    start = np.searchsorted(scored.record, records)
    count = np.minimum(np.searchsorted(scored.record, records, side="right") - start, COMPETITORS)
    taken = order[np.repeat(start, count) + np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)]
    persons = scored.personal_id.take(pa.array(taken)).to_pylist()
    words = [candidate_json(p, share) for p, share in zip(persons, probability[taken].tolist(), strict=True)]
    ends = np.cumsum(count).tolist()
    return [words[end - size : end] for end, size in zip(ends, count.tolist(), strict=True)]
