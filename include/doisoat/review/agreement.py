"""How far two people agree, and what that says of the decisions: shares with their intervals."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

Z = 1.959964  # 95 %


@dataclass(frozen=True)
class Share:
    """`hits` of `whole`, with Wilson's interval of 95 %; all None of nothing."""

    hits: int
    whole: int

    @property
    def value(self) -> float | None:
        return self.hits / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if not self.whole:
            return None
        p, n = self.hits / self.whole, self.whole
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True)
class Agreement:
    """Pairs judged by two people, the second blind; only those on which both said same or different count, but for
    `undecided`, on which one of them could not tell."""

    both_same: int
    both_different: int
    first_same: int  # the second said different
    second_same: int  # the first said different
    undecided: int

    @property
    def judged(self) -> int:
        return self.both_same + self.both_different + self.first_same + self.second_same

    @property
    def agreed(self) -> Share:
        return Share(self.both_same + self.both_different, self.judged)

    @property
    def precision(self) -> Share:
        """Of the links that first reviewers made, those that the second would have made."""
        return Share(self.both_same, self.both_same + self.first_same)

    @property
    def recall(self) -> Share:
        """Of the links that second reviewers made, those that the first had made."""
        return Share(self.both_same, self.both_same + self.second_same)

    @property
    def kappa(self) -> float | None:
        """Cohen's: 1 is full agreement, 0 what chance alone would bring; None where chance alone explains all."""
        if not self.judged:
            return None
        n = self.judged
        first, second = (self.both_same + self.first_same) / n, (self.both_same + self.second_same) / n
        chance = first * second + (1 - first) * (1 - second)
        return None if chance == 1 else ((self.both_same + self.both_different) / n - chance) / (1 - chance)


def agreement(rows: Iterable[Mapping[str, Any]]) -> Agreement:
    """From counts of `pairs` by what the `first` and the `second` person said."""
    counts: dict[tuple[str, str], int] = {}
    for row in rows:
        key = row["first"], row["second"]
        counts[key] = counts.get(key, 0) + row["pairs"]
    return Agreement(
        both_same=counts.pop(("same", "same"), 0),
        both_different=counts.pop(("different", "different"), 0),
        first_same=counts.pop(("same", "different"), 0),
        second_same=counts.pop(("different", "same"), 0),
        undecided=sum(counts.values()),
    )
