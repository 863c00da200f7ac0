"""Functions called in processes of their own, side by side: parsing in one process uses one core, and a parser that
dies of a file takes only its own process along.

Not multiprocessing: it runs the main module again in each process (Airflow's, for seconds), and a daemon such as a
Celery worker may have no children by it.
"""

import os
import pickle  # noqa: S403  # between our own processes
import subprocess
import sys
from collections.abc import Callable, Sequence
from queue import LifoQueue
from types import ModuleType, TracebackType
from typing import Any, BinaryIO, ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_COMMAND = (sys.executable, "-P", "-m", "doisoat.intake.apart")


class ProcessDied(Exception):
    """The process ended before the function did."""


class Processes:
    """At most `count` processes, started as they are needed and ended with the `with` statement.

    `call` may be used by as many threads at a time.
    """

    def __init__(self, count: int) -> None:
        self._free: LifoQueue[subprocess.Popen[bytes] | None] = LifoQueue()
        self._all: list[subprocess.Popen[bytes]] = []
        self._ended = False
        for _ in range(count):
            self._free.put(None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _: TracebackType | None
    ) -> None:
        self.end()

    def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What a function of a module returns or raises, ProcessDied if its process does not survive it."""
        process = self._free.get()
        try:
            process = process or self._start()
            result, error = _ask(process, (function, args, kwargs))
        except (OSError, EOFError, pickle.UnpicklingError):
            if process is not None:
                process.kill()
            process = None
            raise ProcessDied from None
        finally:
            self._free.put(process)
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]

    def end(self) -> None:
        """End the processes, whatever they do: ProcessDied for calls in other threads, and for each call after."""
        self._ended = True
        for process in self._all:
            process.kill()
            process.wait()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._ended:
            raise EOFError
        paths = os.pathsep.join(filter(None, sys.path))
        process = subprocess.Popen(
            _COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # where a parser that dies may quote the file
            env={**os.environ, "PYTHONPATH": paths},
        )
        self._all.append(process)
        return process


def _ask(process: subprocess.Popen[bytes], call: tuple[Any, ...]) -> tuple[Any, Exception | None]:
    if process.stdin is None or process.stdout is None:
        raise EOFError
    pickle.dump(call, process.stdin)
    process.stdin.flush()
    result, error = pickle.load(process.stdout)  # noqa: S301  # of our own process
    return result, error


def _answer(calls: BinaryIO, answers: BinaryIO) -> None:
    """Do what is asked until nobody can ask any more."""
    while True:
        try:
            function, args, kwargs = pickle.load(calls)  # noqa: S301  # of our own parent
        except EOFError:
            return
        try:
            result, failure = function(*args, **kwargs), None
        except Exception as error:
            result, failure = None, error
        pickle.dump((result, failure), answers)
        answers.flush()


class _NoPandas:
    """pyarrow loads pandas, where it is installed, to ask whether the first list it is given is one of its objects:
    a second of CPU, which every process here would spend."""

    @staticmethod
    def find_spec(name: str, _path: Sequence[str] | None, _target: ModuleType | None = None, /) -> None:
        if name == "pandas":
            raise ModuleNotFoundError(name)


if __name__ == "__main__":
    sys.meta_path.insert(0, _NoPandas)
    # What a library prints must not get between the answers.
    own = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    with os.fdopen(own, "wb") as answers:
        _answer(sys.stdin.buffer, answers)
