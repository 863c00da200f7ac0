"""Judgements as they are stored: one per record, with the evidence in words."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from doisoat.linkage.candidates import NO_PERSON, Scored, personal_ids
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
_STATUSES, _METHODS = ("unmatched", "review", "matched"), ("none", "exact_id", "probabilistic", "clerical")


class Judgements:
    """Every record starts unmatched; each pass judges some."""

    def __init__(self, size: int, model: Model) -> None:
        self._model = model
        self.size = size
        self.coverage = model.coverage  # the share of the records whose person is in the register
        self._person = np.full(size, NO_PERSON)
        self._status, self._method = np.zeros(size, dtype=np.int8), np.zeros(size, dtype=np.int8)
        self._probability = np.full(size, np.nan)
        # In the order of being told, and per record where among these it is.
        self._evidence = [self._evidence_of("none", fields=NOTHING_COMPARED, candidates="")]
        self._told = np.zeros(size, dtype=np.int64)

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

    def doubt(self, records: NDArray[np.int64], persons: NDArray[np.int64]) -> None:
        """Keep those of `records` whose best candidate is the person beside them in review."""
        self._status[records[self._person[records] == persons]] = _STATUSES.index("review")

    def tell(self, decisions: Mapping[int, str]) -> None:
        """Add to the evidence, by record, what people decided: a JSON list as text."""
        records = np.array(list(decisions), dtype=np.int64)
        so_far = pa.chunked_array(self._evidence).take(pa.array(self._told[records])).to_pylist()
        told = [f'{text[:-1]}, "decisions": {each}}}' for text, each in zip(so_far, decisions.values(), strict=True)]
        self._keep_evidence(records, pa.array(told, pa.string()))

    def undecided(self, records: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of `records` are linked to nobody yet."""
        undecided: NDArray[np.bool_] = self._status[records] != _STATUSES.index("matched")
        return undecided

    def linked(self, records: NDArray[np.int64]) -> NDArray[np.int64]:
        """The persons that `records` are linked to so far, or NO_PERSON."""
        return np.where(self.undecided(records), NO_PERSON, self._person[records])

    def table(self) -> pa.Table:
        return pa.table({
            "personal_id": personal_ids(self._person),
            "match_status": pa.array(_STATUSES).take(pa.array(self._status)),
            "match_method": pa.array(_METHODS).take(pa.array(self._method)),
            "match_probability": pa.array(self._probability, pa.float64(), from_pandas=True),
            "match_evidence": pa.concat_arrays(self._evidence).take(pa.array(self._told)),
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
        self._person[records], self._probability[records] = scored.person[pairs], probability[pairs]
        self._status[records], self._method[records] = _STATUSES.index(status), _METHODS.index(method)
        for lender, some in _by_lender(records, lent_by):
            evidence = self._evidence_of(
                "lent" if lender else method,
                fields=field_evidence(scored.levels.take(pa.array(pairs[some]))),
                candidates=_competitors(scored, records[some], probability),
                lent_by=lender,
            )
            self._keep_evidence(records[some], evidence)

    def _evidence_of(
        self, found_by: str, *, fields: pa.DictionaryArray, candidates: pa.Array | str, lent_by: str | None = None
    ) -> pa.Array:
        version, prior = self._model.version, self.coverage
        return evidence_json(
            found_by=found_by, model=version, fields=fields, prior=prior, candidates=candidates, lent_by=lent_by
        )

    def _keep_evidence(self, records: NDArray[np.int64], evidence: pa.Array) -> None:
        self._told[records] = sum(len(part) for part in self._evidence) + np.arange(len(records))
        self._evidence.append(evidence)


def _by_lender(
    records: NDArray[np.int64], lent_by: Mapping[int, str]
) -> Iterator[tuple[str | None, NDArray[np.int64]]]:
    """Positions in `records` by who helped; nobody, where nothing was lent."""
    if not lent_by:
        yield None, np.arange(len(records))
        return
    lenders = np.array([lent_by[record] for record in records.tolist()], dtype=object)
    for lender in sorted(set(lenders)):
        yield lender, np.flatnonzero(lenders == lender)


def _competitors(scored: Scored, records: NDArray[np.int64], probability: Floats) -> pa.Array:
    """Per record its most probable candidates as members of a JSON list, the best first, and why the others lost."""
    order = scored.ranked(probability)
    start = np.searchsorted(scored.record, records)
    count = np.minimum(np.searchsorted(scored.record, records, side="right") - start, COMPETITORS)
    ends = np.cumsum(count)
    taken = order[np.repeat(start, count) + np.arange(count.sum()) - np.repeat(ends - count, count)]
    differs = _differences(scored, np.repeat(order[start], count), taken)
    candidates = candidate_json(personal_ids(scored.person[taken]), probability[taken], differs)
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(np.r_[0, ends], pa.int32()), candidates), ", ")


def _differences(scored: Scored, best: NDArray[np.int64], taken: NDArray[np.int64]) -> pa.DictionaryArray:
    """Why the candidates at `taken` lost to those at `best`; most are the best themselves."""
    lost = np.flatnonzero(best != taken)
    told = difference_json(*(scored.levels.take(pa.array(each[lost])) for each in (best, taken)))
    nothing = NOTHING_COMPARED.dictionary
    row = np.zeros(len(taken), dtype=np.int64)
    row[lost] = told.indices.to_numpy() + len(nothing)
    return pa.DictionaryArray.from_arrays(pa.array(row), pa.concat_arrays([nothing, told.dictionary]))
