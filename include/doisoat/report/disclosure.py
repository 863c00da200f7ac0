"""What of a list of counts may be told: no small count, nor one that the others and their sum would tell."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from doisoat.report.edition import SMALLEST_SHOWN, is_small

Key = TypeVar("Key")


def hidden(counts: Sequence[int]) -> set[int]:
    """Positions to keep back in a list whose sum is known.

    Those of 1 to 4, and if the sum of what is kept back is still that small, the next smallest counts with them:
    whoever subtracts the rest from the sum then learns only what several together come to.
    """
    kept_back = {position for position, count in enumerate(counts) if is_small(count)}
    others = sorted((count, position) for position, count in enumerate(counts) if count >= SMALLEST_SHOWN)
    while kept_back and others and (len(kept_back) == 1 or is_small(sum(counts[p] for p in kept_back))):
        kept_back.add(others.pop(0)[1])
    return kept_back


def tellable(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """The same counts, None for those that are kept back."""
    kept_back = hidden(list(counts.values()))
    return {key: None if n in kept_back else count for n, (key, count) in enumerate(counts.items())}
