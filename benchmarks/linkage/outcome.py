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


SUMMARY = (
    *("persons", "noise", "feed", "engine", "seeds", "missed at 99.9 %", "missed at 99.95 %", "1 - best F1"),
    *("false", "expected", "95 % range", "review", "seconds", "CPU", "GB"),
)


def summary(outcomes: list[Outcome]) -> list[list[str]]:
    """Over seeds, per size, noise, feed and engine: medians, of shares with the lowest and the highest; of our accepted
    links how many were false in all, and how many the probabilities promise."""
    keys = sorted({(o.persons, o.noise, o.feed, o.engine) for o in outcomes})
    return [_medians([o for o in outcomes if (o.persons, o.noise, o.feed, o.engine) == key]) for key in keys]


def _medians(same: list[Outcome]) -> list[str]:
    first = same[0]
    return [
        *(f"{first.persons:,}", str(first.noise), first.feed, first.engine, str(len(same))),
        _spread([1 - o.curve.recall_at(STRICT) for o in same]),
        _spread([1 - o.curve.recall_at(STRICTEST) for o in same]),
        _spread([1 - o.curve.best_f1() for o in same]),
        *_promised(same),
        f"{median(o.seconds for o in same):.1f}",
        f"{median(o.cpu for o in same):.1f}",
        f"{median(o.peak for o in same) / 1e9:.2f}",
    ]


def _promised(same: list[Outcome]) -> list[str]:
    if not any(o.accepted.any() for o in same):
        return ["", "", "", ""]
    false = sum(int((o.accepted & ~o.right).sum()) for o in same)
    mean, low, high = expected_range(np.concatenate([o.probability[o.accepted] for o in same]))
    return [str(false), f"{mean:.1f}", f"{low} to {high}", _spread([float(o.review.mean()) for o in same])]


def _spread(shares: list[float]) -> str:
    middle, low, high = (f"{100 * share:.3f}" for share in (median(shares), min(shares), max(shares)))
    return f"{middle} %" if low == high else f"{middle} % ({low} to {high})"
