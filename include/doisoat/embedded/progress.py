"""What a waiting command is doing, on stderr: one line that counts seconds at a terminal, one line a step elsewhere."""

import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager

WORTH_SAYING = 1  # seconds


def say(text: str) -> None:
    """One line to whoever watches."""
    print(text, file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def doing(what: str) -> Generator[None]:
    """Say what is being done and, if it took any time, how long; at a terminal the seconds count up meanwhile."""
    started = time.monotonic()
    done = threading.Event()
    ticker = threading.Thread(target=_tick, args=(what, started, done), daemon=True)
    ticker.start()
    try:
        yield
    finally:
        done.set()
        ticker.join()
        seconds = time.monotonic() - started
        if seconds >= WORTH_SAYING:
            start = "\r" if sys.stderr.isatty() else ""
            say(f"{start}{what} … {seconds:.0f} s")


def _tick(what: str, started: float, done: threading.Event) -> None:
    pause = 1 if sys.stderr.isatty() else 10
    while not done.wait(pause):
        line = f"{what} … {time.monotonic() - started:.0f} s"
        print(line, file=sys.stderr, flush=True, end="\r" if pause == 1 else "\n")  # noqa: T201
