"""What the desk must be told about runs: Airflow keeps it, orchestration.desk reads it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """A task of a night as it last ran."""

    dag: str
    task: str
    state: str | None
    started: dt.datetime | None
    seconds: float | None


@dataclass(frozen=True)
class NightRuns:
    """The newest runs for a business date: `began` and `ended` of the first and the last; None while it runs."""

    business_date: dt.date
    state: str  # success, failed, running
    began: dt.datetime | None
    ended: dt.datetime | None
    tasks: tuple[Task, ...]

    @property
    def seconds(self) -> float | None:
        return (self.ended - self.began).total_seconds() if self.began and self.ended else None


ReadRuns = Callable[[int], Sequence[NightRuns]]
