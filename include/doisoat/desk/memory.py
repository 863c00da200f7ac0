"""What took long to count and may be some minutes old: figures over many thousands of rows, kept in the process."""

import time
from collections.abc import Hashable
from typing import Any

MANY = 5000  # rows: what counts fewer is counted anew every time
MOST = 1000  # things kept; beyond them all are forgotten


class Memory:
    """Keeps values for so many seconds. A key says for whom: areas or login, and what was asked."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Any]] = {}

    def recall(self, key: Hashable) -> Any | None:
        """None if nothing is kept, or not any more."""
        end, value = self._kept.get(key, (0.0, None))
        return value if time.monotonic() < end else None

    def keep(self, key: Hashable, value: Any, *, seconds: float) -> None:
        if len(self._kept) >= MOST:
            self._kept = {}
        self._kept[key] = (time.monotonic() + seconds, value)
