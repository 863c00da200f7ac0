"""A publication in a process of its own that dies, as if the machine did, before its nth word to the server."""

import datetime as dt
import multiprocessing
import os
import signal
from collections.abc import Callable
from typing import Any

import psycopg

from doisoat.publish.publish import publish

_FORKED = multiprocessing.get_context("forkserver")
# What takes long to import: its processes start with it.
_FORKED.set_forkserver_preload([publish.__module__])
WORDS = (("Cursor", "execute"), ("Cursor", "copy"), ("Connection", "commit"))


def publish_and_die(url: str, date: dt.date, run: dict[str, Any], word: int) -> bool:
    """Whether the process died before its `word`th statement, copy or commit (from 1); else it has published."""
    process = _FORKED.Process(target=_publish, args=(url, date, run, word))
    process.start()
    process.join(60)
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


def _publish(url: str, date: dt.date, run: dict[str, Any], word: int) -> None:
    before_each_word(lambda said, _: os.kill(os.getpid(), signal.SIGKILL) if said == word else None)
    publish(url, date, run)


def before_each_word(act: Callable[[int, Any], None]) -> None:
    """Call `act` with the number of the word and who says it (a cursor or connection) before it reaches the server."""
    said = 0

    def counted(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(self: Any, *args: Any, **kwargs: Any) -> Any:
            nonlocal said
            said += 1
            act(said, self)
            return method(self, *args, **kwargs)

        return call

    for owner, name in WORDS:
        kind = getattr(psycopg, owner)
        setattr(kind, name, counted(getattr(kind, name)))
