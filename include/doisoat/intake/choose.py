"""Which deliveries a night uses: of each sender the newest that can be trusted, on or before the business date."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from doisoat.errors import SourceMissing
from doisoat.intake.config import Limits
from doisoat.intake.deliveries import Delivery, deliveries_of, delivery_dates
from doisoat.intake.examine import Examined
from doisoat.storage.objects import ObjectStore

# Reads a delivery; the flag says that a later sequence of the same date is used instead of it.
Examine = Callable[[Delivery, bool], Examined]


@dataclass
class Choice:
    """`used` by sender; `replaced` were sent for the business date and are read and counted only."""

    used: dict[str, Examined] = field(default_factory=dict)
    replaced: list[Examined] = field(default_factory=list)
    refused: list[Examined] = field(default_factory=list)

    @property
    def all(self) -> list[Examined]:
        return [*self.used.values(), *self.replaced, *self.refused]


def choose(feed: str, date: dt.date, landing: ObjectStore, *, limits: Limits, examine: Examine) -> Choice:
    """Try deliveries newest first, down to the sender's last good one within the limit of age.

    SourceMissing says what was looked at when nothing can be used.
    """
    choice = Choice()
    dates = [d for d in delivery_dates(landing, feed) if d <= date]
    oldest = date - dt.timedelta(days=limits.stop_after_days)
    for day in (d for d in dates if d >= oldest):
        done = frozenset() if day == date else frozenset(choice.used)
        for delivery in deliveries_of(landing, feed, day, without=done):
            _try(delivery, choice, examine, date)
    if not choice.used:
        raise SourceMissing(_explanation(feed, date, choice.refused, dates, limits))
    return choice


def _try(delivery: Delivery, choice: Choice, examine: Examine, date: dt.date) -> None:
    superseded = delivery.sender in choice.used
    if superseded and delivery.date < date:
        return
    examined = examine(delivery, superseded)
    if examined.refusal is not None:
        choice.refused.append(examined)
    elif superseded:
        choice.replaced.append(examined)
    else:
        choice.used[delivery.sender] = examined


def _explanation(
    feed: str, date: dt.date, refused: list[Examined], dates: list[dt.date], limits: Limits
) -> str:
    text = f"{feed} has no delivery that can be used for {date}"
    if refused:
        reasons = "; ".join(f"{r.delivery.prefix} {r.refusal}" for r in refused[:5])
        return f"{text}: {len(refused)} refused ({reasons})"
    if dates:
        return (
            f"{text}: the newest is for {dates[0]}, and {limits.stop_after_days} days is the oldest allowed"
        )
    return f"{text}: the landing holds none for that date or before"
