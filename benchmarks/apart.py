"""Run a function in a process of its own and measure it: seconds, and the memory of the process and its children."""

import multiprocessing
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

import psutil

SAMPLE_EVERY = 0.02  # seconds


@dataclass(frozen=True)
class Measured:
    """`seconds` of the call alone, without the start of its process; `peak` in bytes; `result` what it returned; `cpu`
    seconds of all its threads and processes, which another program on the machine hardly changes."""

    seconds: float
    peak: int
    result: Any
    cpu: float


def measure(function: Callable[..., Any], *arguments: Any) -> Measured:
    """Call a function of a module, with arguments that can be pickled. RuntimeError if its process fails."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(sender, function, arguments))
    process.start()
    sender.close()
    peak = _watch(process.pid or 0, receiver)
    try:
        seconds, cpu, result = receiver.recv()
    except EOFError:
        raise RuntimeError(f"{function.__name__} failed: see above") from None
    finally:
        process.join()
    return Measured(seconds, peak, result, cpu)


def _call(sender: Connection, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    # DuckDB takes a process without a main file for a session at a terminal, and draws progress bars.
    vars(sys.modules["__main__"]).setdefault("__file__", __file__)
    started, used = time.monotonic(), _cpu()
    result = function(*arguments)
    sender.send((time.monotonic() - started, _cpu() - used, result))


def _cpu() -> float:
    """Seconds of this process and of those that it started and that have ended."""
    return sum(os.times()[:4])


def _watch(pid: int, receiver: Connection) -> int:
    """The largest resident memory of the process and its children together, until it has something to say."""
    peak = 0
    while not receiver.poll(SAMPLE_EVERY):
        peak = max(peak, _resident(pid))
    return peak


def _resident(pid: int) -> int:
    try:
        root = psutil.Process(pid)
        family = [root, *root.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0
    total = 0
    for process in family:
        try:
            total += int(process.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return total
