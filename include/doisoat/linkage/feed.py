"""One feed on its way through linkage: what is judged, by what, and who is still in doubt."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.candidates import NO_PERSON, Scored, weigh_pairs
from doisoat.linkage.decided import Decided
from doisoat.linkage.judge import accept, acceptable, contested, verified
from doisoat.linkage.judgement import Judgements
from doisoat.linkage.lend import Lent
from doisoat.linkage.model import Floats, Model
from doisoat.linkage.posterior import estimate_coverage, posterior
from doisoat.linkage.relatives import mark_relatives
from doisoat.linkage.search import Progress

Rows = NDArray[np.int64]
Lend = Callable[[Rows], Lent]


@dataclass(frozen=True)
class Feed:
    """Records to be linked, what people decided about them (decided.decisions_about) and what others lend."""

    name: str
    records: pa.Table
    decisions: pa.Table | None = None
    lend: Lend | None = None


class Linking:
    """A feed with what was judged so far. The methods that judge take PAIRS, whose `record` is a row of the records
    that were asked about, and are called in the order in which they stand here."""

    def __init__(self, feed: Feed, model: Model, size: int, progress: Progress) -> None:
        self.records = feed.records
        self.judgements = Judgements(len(feed.records), model)
        self.decided: Decided | None = None
        self._feed, self._model, self._size = feed, model, size
        self._progress = progress
        self._coverage = model.coverage
        self._tell(f"{len(feed.records)} records, {size} persons")

    def link_by_id(self, pairs: pa.Table) -> None:
        """Judge the records whose identifier is one person's, verified by name and birth."""
        scored = self._weigh(pairs, np.arange(len(self.records)))
        links, self._rest = _identified(scored, np.arange(len(self.records)))
        self.judgements.accept("exact_id", scored, links, self._model.calibrate("exact_id", scored.probability))
        self._tell(f"verified identifier: {len(links)}; left: {len(self._rest)}")
        nothing = Lent(self._rest[:0], self.records.slice(0, 0), [])
        self.lent = self._feed.lend(self._rest) if self._feed.lend and len(self._rest) else nothing

    def unverified(self) -> pa.Table:
        """The records that no verified identifier settled."""
        return self.records.take(pa.array(self._rest))

    def link_by_probability(self, pairs: pa.Table) -> None:
        """Judge these among all their candidates, and estimate the coverage of the register that the night shows."""
        scored = self._weigh(pairs, self._rest)
        self._estimate_coverage(scored)
        accepted, doubtful, probability = self._decide(scored)
        self.judgements.accept("probabilistic", scored, accepted, probability)
        self.judgements.review(scored, doubtful, probability)
        self._tell(f"in the register: {self._coverage:.1%}")
        self._tell(f"by probability: {len(accepted)} accepted, {len(doubtful)} for review")

    def link_by_lent_id(self, pairs: pa.Table) -> None:
        """Judge, by a number that others lend, the records that their own evidence left in doubt. A lent number that
        leads to another person than the record's own evidence did puts the record before a person."""
        scored, judgements = self._weigh(pairs, self.lent.rows), self.judgements
        links, rest = _identified(scored, self.lent.rows)
        probability = self._model.calibrate("probabilistic", scored.probability)
        against = self._against(scored, links)
        fresh = ~against & judgements.undecided(scored.record[links])
        self._by = dict(zip(self.lent.rows.tolist(), self.lent.by, strict=True))
        judgements.accept("probabilistic", scored, links[fresh], probability, lent_by=self._by)
        judgements.review(scored, links[against], probability, lent_by=self._by)
        self._doubtful = rest[judgements.undecided(rest)]
        if len(self.lent.rows):
            lent = f"lent to {len(self.lent.rows)} records"
            self._tell(f"{lent}: {fresh.sum()} numbers verified, {against.sum()} against a link")

    def lent_in_doubt(self) -> pa.Table:
        """The records that are in doubt still, with what was lent to them."""
        return self.lent.records.filter(pa.array(np.isin(self.lent.rows, self._doubtful)))

    def link_by_lent(self, pairs: pa.Table) -> None:
        """Judge these among all their candidates."""
        scored = self._weigh(pairs, self._doubtful)
        accepted, doubtful, probability = self._decide(scored)
        self.judgements.accept("probabilistic", scored, accepted, probability, lent_by=self._by)
        self.judgements.review(scored, doubtful, probability, lent_by=self._by)
        if len(self._doubtful):
            self._tell(f"by probability with lent evidence: {len(accepted)} accepted, {len(doubtful)} for review")

    def judged(self) -> pa.Table:
        """One judgement per record, in the records' order, after people had their say."""
        if self.decided:
            self.decided.obey(self.judgements)
            self._tell(f"decisions of people: {len(self.decided.rows)}, in force: {self.decided.in_force}")
        return self.judgements.table()

    def _weigh(self, pairs: pa.Table, rows: Rows) -> Scored:
        """PAIRS of the records at `rows`, among the candidates that people left them."""
        pairs = mark_relatives(pairs.set_column(0, "record", pa.array(rows[pairs["record"].to_numpy()])))
        return weigh_pairs(self.decided.allowed(pairs) if self.decided else pairs, self._model, self._size)

    def _estimate_coverage(self, scored: Scored) -> None:
        if len(self._rest):
            self._coverage = estimate_coverage(
                scored.record,
                scored.levels["score"].to_numpy(),
                identified=len(self.records) - len(self._rest),
                records=len(self.records),
                size=self._size,
                prior=self._model.coverage,
            )
        self.judgements.coverage = self._coverage

    def _decide(self, scored: Scored) -> tuple[Rows, Rows, Floats]:
        """Pairs to accept, pairs to review, and the calibrated probability of all."""
        raw = posterior(scored.record, scored.levels["score"].to_numpy(), self._coverage, max(self._size, 1))
        probability, decision = self._model.calibrate("probabilistic", raw), self._model.decision
        best, runner_up = scored.best(probability)
        allowed = acceptable(scored.levels) & ~contested(scored.record, scored.levels)
        accepted = accept(probability[best], runner_up, allowed[best], decision)
        doubtful = ~accepted & (probability[best] >= decision.review_from)
        return best[accepted], best[doubtful], probability

    def _against(self, scored: Scored, links: Rows) -> NDArray[np.bool_]:
        """Which of `links` lead to another person than the one that the record is linked to."""
        linked = self.judgements.linked(scored.record[links])
        against: NDArray[np.bool_] = (linked != NO_PERSON) & (linked != scored.person[links])
        return against

    def _tell(self, line: str) -> None:
        self._progress(f"{self._feed.name}: {line}")


def _identified(scored: Scored, numbers: Rows) -> tuple[Rows, Rows]:
    """Pairs that are a record's only verified one; those of the records `numbers` that have none."""
    holds = verified(scored.levels)
    persons = np.bincount(scored.record[holds], minlength=int(numbers.max(initial=-1)) + 1)
    return np.flatnonzero(holds & (persons[scored.record] == 1)), numbers[persons[numbers] != 1]
