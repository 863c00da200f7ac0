"""What an engine did with a feed of a zone, record by record, and what that comes to."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import numpy as np

from benchmarks.linkage.links import Links
from benchmarks.linkage.measure import Curve, Flags, Floats, curve, expected_range, interval
from benchmarks.linkage.zones import Feed

STRICT, STRICTEST = 0.999, 0.9995
HEADER = (
    *("persons", "seed", "noise", "feed", "engine", "findable"),
    *("recall at 99.9 %", "recall at 99.95 %", "best F1", "accepted", "false", "expected", "95 % range"),
    *("recall", "review", "among", "seconds", "CPU", "GB"),
)


@dataclass(frozen=True)
class Outcome:
    """`right`: the best candidate is the person. `accepted` and `review` are decisions, which only we make."""

    persons: int
    seed: int
    noise: int
    feed: str
    engine: str
    findable: Flags
    right: Flags
    score: Floats
    accepted: Flags
    review: Flags
    probability: Floats
    seconds: float
    cpu: float
    peak: int

    @property
    def curve(self) -> Curve:
        return curve(self.score, self.right, int(self.findable.sum()))

    def hits(self, precision: float = STRICTEST) -> Flags:
        """Records linked rightly when as many links as keep this precision are accepted."""
        found = self.curve
        held = np.flatnonzero(found.precision >= precision)
        if not len(held):
            return np.zeros(len(self.score), dtype=np.bool_)
        lowest = np.sort(self.score)[::-1][found.accepted[held[-1]] - 1]
        hits: Flags = self.right & (self.score >= lowest) & (self.score > -np.inf)
        return hits

    def cells(self) -> list[str]:
        """As text, in the order of HEADER."""
        found, findable = self.curve, int(self.findable.sum())
        recalls = [f"{r:.4f} ({low:.4f} to {high:.4f})" for r, low, high in self._recalls()]
        head = [f"{self.persons:,}", str(self.seed), str(self.noise), self.feed, self.engine, str(findable)]
        return [
            *head,
            *recalls,
            f"{found.best_f1():.5f}",
            *self._decided(),
            f"{self.seconds:.1f}",
            f"{self.cpu:.1f}",
            f"{self.peak / 1e9:.2f}",
        ]

    def _recalls(self) -> Iterable[tuple[float, float, float]]:
        findable = int(self.findable.sum())
        for precision in (STRICT, STRICTEST):
            recall = self.curve.recall_at(precision)
            yield recall, *interval(recall * findable, findable)

    def _decided(self) -> list[str]:
        if not self.accepted.any():
            return ["", "", "", "", "", "", ""]
        mean, low, high = expected_range(self.probability[self.accepted])
        false = int((self.accepted & ~self.right).sum())
        recall = (self.accepted & self.right).sum() / max(self.findable.sum(), 1)
        among = self.right[self.review].mean() if self.review.any() else 1.0
        counts = [str(int(self.accepted.sum())), str(false), f"{mean:.1f}", f"{low} to {high}"]
        return [*counts, f"{recall:.4f}", f"{self.review.mean():.4f}", f"{among:.2f}"]


def outcome(links: Links, feed: Feed, *, persons: int, seed: int, noise: int, engine: str) -> Outcome:
    status = links.table["match_status"].to_pylist() if "match_status" in links.table.column_names else []
    statuses = np.array(status or [""] * len(links.table))
    right = np.array([a is not None and a == b for a, b in zip(links.best(), feed.persons, strict=True)])
    findable = np.array([bool(person) for person in feed.persons])
    score = links.score()
    return Outcome(
        *(persons, seed, noise, feed.table.name, engine, findable, right, score),
        accepted=statuses == "matched",
        review=statuses == "review",
        probability=np.where(score > -np.inf, score, 0.0) if status else np.zeros(len(score)),
        seconds=links.seconds,
        cpu=links.cpu,
        peak=links.peak,
    )


def summary(outcomes: list[Outcome]) -> list[list[str]]:
    """Medians over seeds: per size, noise and feed, ours and Splink's misses and remaining F1 error."""
    rows = []
    keys = sorted({(o.persons, o.noise, o.feed, o.engine) for o in outcomes})
    for persons, noise, feed, engine in keys:
        same = [o for o in outcomes if (o.persons, o.noise, o.feed, o.engine) == (persons, noise, feed, engine)]
        shares = [
            median(1 - o.curve.recall_at(STRICT) for o in same),
            median(1 - o.curve.recall_at(STRICTEST) for o in same),
            median(1 - o.curve.best_f1() for o in same),
        ]
        figures = [
            f"{median(o.seconds for o in same):.1f}",
            f"{median(o.cpu for o in same):.1f}",
            f"{median(o.peak for o in same) / 1e9:.2f}",
        ]
        rows.append([
            f"{persons:,}",
            str(noise),
            feed,
            engine,
            str(len(same)),
            *(f"{100 * s:.3f} %" for s in shares),
            *figures,
        ])
    return rows


SUMMARY = (
    *("persons", "noise", "feed", "engine", "seeds"),
    *("missed at 99.9 %", "missed at 99.95 %", "1 - best F1", "seconds", "CPU", "GB"),
)
