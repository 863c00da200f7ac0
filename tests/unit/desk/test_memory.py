"""What took long is kept for a while; what did not is counted anew."""

from collections.abc import Callable

import pytest

from doisoat.desk import memory
from doisoat.desk.memory import Memory


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, to be moved by hand."""
    now = [1000.0]
    monkeypatch.setattr(memory.time, "monotonic", lambda: now[0])
    return now


def counting(clock: list[float], seconds: float) -> Callable[[], int]:
    """Takes so many seconds, and gives how often it was asked."""
    asked = [0]

    def count() -> int:
        clock[0] += seconds
        asked[0] += 1
        return asked[0]

    return count


def test_what_took_long_is_counted_once_and_again_when_it_is_old(clock: list[float]) -> None:
    kept, count = Memory(), counting(clock, 0.5)
    assert [kept.recall("k", count, seconds=60) for _ in range(3)] == [1, 1, 1]
    clock[0] += 61
    assert kept.recall("k", count, seconds=60) == 2


def test_what_is_counted_fast_is_never_old(clock: list[float]) -> None:
    kept, count = Memory(), counting(clock, 0.01)
    assert [kept.recall("k", count, seconds=60) for _ in range(3)] == [1, 2, 3]


def test_nobody_is_told_what_was_counted_for_others(clock: list[float]) -> None:
    kept, count = Memory(), counting(clock, 0.5)
    assert [kept.recall(key, count, seconds=60) for key in ("mine", "theirs")] == [1, 2]


def test_a_count_that_fails_is_tried_again(clock: list[float]) -> None:
    kept = Memory()

    def fail() -> int:
        clock[0] += 1
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kept.recall("k", fail, seconds=60)
    assert kept.recall("k", counting(clock, 0.5), seconds=60) == 1


@pytest.mark.parametrize("seconds", [0.5, 0.01])
def test_memory_does_not_grow_for_ever(clock: list[float], monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    monkeypatch.setattr(memory, "MOST", 2)
    kept, count = Memory(), counting(clock, seconds)
    for key in range(5):
        kept.recall(key, count, seconds=60)
    assert len(kept._kept) <= 2
    assert len(kept._counting) <= 2
