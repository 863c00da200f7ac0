"""Citizen numbers that one slip of the hand turns into each other."""

import numpy as np
from numpy.typing import NDArray

_POWERS = 10 ** np.arange(12, dtype=np.int64)


def neighbours(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each 12-digit number the numbers with one digit other or two adjacent exchanged, itself
    among them: shape (len(numbers), 131)."""
    digits = numbers[:, None] // _POWERS % 10
    changed = numbers[:, None, None] + (np.arange(10) - digits[:, :, None]) * _POWERS[None, :, None]
    low, high = digits[:, :-1], digits[:, 1:]
    exchanged = numbers[:, None] + (high - low) * _POWERS[:-1] + (low - high) * _POWERS[1:]
    found: NDArray[np.int64] = np.concatenate([changed.reshape(len(numbers), 120), exchanged], axis=1)
    return found
