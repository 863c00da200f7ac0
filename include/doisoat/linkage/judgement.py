"""Judgements as they are stored: one per record, with the evidence in words."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.candidates import Scored
from doisoat.linkage.evidence import (
    NOTHING_COMPARED,
    candidate_json,
    difference_json,
    evidence_json,
    field_evidence,
)
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
            found_by="none", model=model.version, fields=NOTHING_COMPARED, prior=model.coverage, candidates=""
        )
        self._personal_id = np.full(size, None, dtype=object)
        self._status = np.full(size, "unmatched", dtype=object)
        self._method = np.full(size, "none", dtype=object)
        self._probability = np.full(size, np.nan)
        self._evidence = [pa.array([nobody.as_py()], pa.string())]  # in the order of being told
        self._told = np.zeros(size, dtype=np.int64)  # per record where among these it is

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

    def doubt(self, records: Sequence[int], persons: Sequence[str]) -> None:
        """Keep those of `records` whose best candidate is the person beside them in review."""
        for record, person in zip(records, persons, strict=True):
            if self._personal_id[record] == person:
                self._status[record] = "review"

    def tell(self, decisions: Mapping[int, str]) -> None:
        """Add to the evidence, by record, what people decided: a JSON list as text."""
        records = np.array(list(decisions), dtype=np.int64)
        so_far = pa.chunked_array(self._evidence).take(pa.array(self._told[records])).to_pylist()
        told = [f'{text[:-1]}, "decisions": {each}}}' for text, each in zip(so_far, decisions.values(), strict=True)]
        self._keep_evidence(records, pa.array(told, pa.string()))

    def undecided(self, records: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `records` are linked to nobody yet."""
        undecided: NDArray[np.bool_] = self._status[records] != "matched"
        return undecided

    def linked(self, records: NDArray[np.int64]) -> list[str | None]:
        """The persons that `records` are linked to so far."""
        persons = self._personal_id[records]
        persons[self.undecided(records)] = None
        linked: list[str | None] = persons.tolist()
        return linked

    def table(self) -> pa.Table:
        return pa.table({
            "personal_id": pa.array(self._personal_id, pa.string()),
            "match_status": pa.array(self._status, pa.string()),
            "match_method": pa.array(self._method, pa.string()),
            "match_probability": pa.array(self._probability, pa.float64(), from_pandas=True),
            "match_evidence": pa.chunked_array(self._evidence).take(pa.array(self._told)),
            "model_version": pa.repeat(self._model.version, self.size),
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
        rows = pa.array(pairs)
        lent = [lent_by.get(record) for record in records.tolist()] if lent_by else None
        evidence = evidence_json(
            found_by="lent" if lent_by else method,
            model=self._model.version,
            fields=field_evidence(scored.levels.take(rows)),
            prior=self.coverage,
            candidates=_competitors(scored, records, probability),
            lent_by=None if lent is None else pa.array(lent, pa.string()),
        )
        self._personal_id[records] = scored.personal_ids(pairs).to_numpy(zero_copy_only=False)
        self._status[records], self._method[records] = status, method
        self._probability[records] = probability[pairs]
        self._keep_evidence(records, evidence)

    def _keep_evidence(self, records: NDArray[np.int64], evidence: pa.Array) -> None:
        self._told[records] = sum(len(part) for part in self._evidence) + np.arange(len(records))
        self._evidence.append(evidence)


def _competitors(scored: Scored, records: NDArray[np.int64], probability: Floats) -> pa.Array:
    """Per record its most probable candidates as members of a JSON list, the best first, and why the others lost."""
    order = np.lexsort((-probability, scored.record))
    start = np.searchsorted(scored.record, records)
    count = np.minimum(np.searchsorted(scored.record, records, side="right") - start, COMPETITORS)
    ends = np.cumsum(count)
    taken = order[np.repeat(start, count) + np.arange(count.sum()) - np.repeat(ends - count, count)]
    differs = _differences(scored, np.repeat(order[start], count), taken)
    candidates = candidate_json(scored.personal_ids(taken), probability[taken], differs)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(np.r_[0, ends], pa.int32()), candidates), ", ")


def _differences(scored: Scored, best: NDArray[np.int64], taken: NDArray[np.int64]) -> pa.Array:
    """Why the candidates at `taken` lost to those at `best`; most are the best themselves."""
    lost = np.flatnonzero(best != taken)
    sides = (scored.levels.take(pa.array(each[lost])) for each in (best, taken))
    differs = np.full(len(taken), NOTHING_COMPARED, dtype=object)
    differs[lost] = difference_json(*sides).to_numpy(zero_copy_only=False)
    return pa.array(differs, pa.string())
