"""What takes long to count and may be some minutes old: figures over many thousands of rows, kept in the process."""

import time
from collections import defaultdict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

LONG = 0.1  # seconds: what is counted faster is counted anew every time
MOST = 1000  # keys known; beyond them all are forgotten


class Memory:
    """Keeps what took long. A key says for whom (areas, login) and what was asked; who asks meanwhile waits for it."""

    def __init__(self) -> None:
        self._kept: dict[Hashable, tuple[float, Any]] = {}
        self._counting: defaultdict[Hashable, Lock] = defaultdict(Lock)

    def recall(self, key: Hashable, count: Callable[[], Any], *, seconds: float) -> Any:
        """What `count` gave at most so many seconds ago, or gives now."""
        self._forget_if_full()
        with self._counting[key]:
            until, value = self._kept.get(key, (0.0, None))
            start = time.monotonic()
            if start < until:
                return value
            value = count()
            if time.monotonic() - start > LONG:
                self._kept[key] = (time.monotonic() + seconds, value)
            return value

    def _forget_if_full(self) -> None:
        if len(self._counting) >= MOST:
            self._kept, self._counting = {}, defaultdict(Lock)
