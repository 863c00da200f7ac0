"""Judgements as they are stored: one per record, with the evidence in words."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.candidates import Scored
from doisoat.linkage.evidence import evidence_json, field_evidence
from doisoat.linkage.model import Floats, Model

COMPETITORS = 3


class Judgements:
    """Every record starts unmatched; each pass judges some."""

    def __init__(self, size: int, model: Model) -> None:
        self._model = model
        nobody = evidence_json(found_by="none", model=model.version, fields=None, prior=model.coverage, candidates=())
        self._personal_id: list[str | None] = [None] * size
        self._status = ["unmatched"] * size
        self._method = ["none"] * size
        self._probability: list[float | None] = [None] * size
        self._evidence = [nobody] * size

    def accept(self, method: str, scored: Scored, pairs: NDArray[np.int64], probability: Floats) -> None:
        """Link the records of `pairs` (positions in `scored`)."""
        self._judge("matched", method, scored, pairs, probability)

    def review(self, scored: Scored, pairs: NDArray[np.int64], probability: Floats) -> None:
        """Leave the records of `pairs` to a person, with their best candidate."""
        self._judge("review", "probabilistic", scored, pairs, probability)

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

    def _judge(self, status: str, method: str, scored: Scored, pairs: NDArray[np.int64], probability: Floats) -> None:
        fields = field_evidence(scored.levels.take(pa.array(pairs)))
        chosen = scored.personal_id.take(pa.array(pairs)).to_pylist()
        for pair, person, evidence in zip(pairs, chosen, fields, strict=True):
            record = int(scored.record[pair])
            self._personal_id[record], self._status[record], self._method[record] = person, status, method
            self._probability[record] = float(probability[pair])
            self._evidence[record] = evidence_json(
                found_by=method,
                model=self._model.version,
                fields=evidence,
                prior=self._model.coverage,
                candidates=_competitors(scored, record, probability),
            )


def _competitors(scored: Scored, record: int, probability: Floats) -> list[dict[str, object]]:
    """The record's most probable candidates, the best first."""
    start, end = np.searchsorted(scored.record, [record, record + 1])
    order = start + np.argsort(-probability[start:end], kind="stable")[:COMPETITORS]
    return [
        {"personal_id": scored.personal_id[int(k)].as_py(), "probability": round(float(probability[k]), 6)}
        for k in order
    ]
