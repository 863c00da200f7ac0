"""What of a list of counts may be told: no small count, nor one that the others and their sum would tell."""

from collections.abc import Collection, Mapping, Sequence
from typing import TypeVar

from doisoat.report.edition import SMALLEST_SHOWN, is_small

Key = TypeVar("Key")


def hidden(counts: Sequence[int], also: Collection[int] = ()) -> set[int]:
    """Positions to keep back in a list whose sum is known.

    Those of 1 to 4 and those of `also`, and if the sum of what is kept back is still that small, the next smallest
    counts with them: whoever subtracts the rest from the sum then learns only what several together come to.
    """
    kept_back = {position for position, count in enumerate(counts) if is_small(count) or position in also}
    others = sorted(
        (count, position)
        for position, count in enumerate(counts)
        if count >= SMALLEST_SHOWN and position not in kept_back
    )
    while kept_back and others and (len(kept_back) == 1 or is_small(sum(counts[p] for p in kept_back))):
        kept_back.add(others.pop(0)[1])
    return kept_back


def tellable(
    counts: Mapping[Key, int], *, also: Collection[Key] = (), sum_is_told: bool = True
) -> dict[Key, int | None]:
    """The same counts, None for those that are kept back: all but 0 where their sum is kept back itself.

    `also` are keys that are kept back for a reason of their own.
    """
    if not sum_is_told:
        return {key: None if count else 0 for key, count in counts.items()}
    kept_back = hidden(list(counts.values()), {n for n, key in enumerate(counts) if key in also})
    return {key: None if n in kept_back else count for n, (key, count) in enumerate(counts.items())}
