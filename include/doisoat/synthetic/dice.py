"""Seeded randomness: one independent stream per purpose, so that a change in one part leaves the others alone."""

import zlib
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
BUFFER = 4096


def stream(seed: int, *purpose: str) -> np.random.Generator:
    """The generator for a purpose, e.g. `stream(7, "register", "names")`; the same on every machine."""
    key = zlib.crc32("/".join(purpose).encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, key])))


def draw(rng: np.random.Generator, weights: Sequence[float] | NDArray[Any], size: int) -> NDArray[np.int64]:
    """`size` indices into `weights`, with replacement, in proportion to them."""
    bounds = np.cumsum(np.asarray(weights, dtype=float))
    index: NDArray[np.int64] = np.searchsorted(bounds, rng.random(size) * bounds[-1], side="right").astype(np.int64)
    return index


class Dice:
    """One decision at a time, for the rows that are made one by one."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._buffer: list[float] = []

    def roll(self) -> float:
        """A number in [0, 1)."""
        if not self._buffer:
            self._buffer = self._rng.random(BUFFER).tolist()
        return self._buffer.pop()

    def chance(self, probability: float) -> bool:
        return self.roll() < probability

    def below(self, bound: int) -> int:
        """A whole number from 0 to `bound` - 1."""
        return int(self.roll() * bound)

    def pick(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def weighted(self, options: Mapping[T, float]) -> T:
        """A key, in proportion to its value."""
        bounds = list(accumulate(options.values()))
        return list(options)[bisect(bounds, self.roll() * bounds[-1])]

    def digits(self, count: int) -> str:
        return "".join(str(self.below(10)) for _ in range(count))
