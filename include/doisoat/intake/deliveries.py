"""Which deliveries lie in the landing: found by listing folders, nothing is opened."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from doisoat.storage.objects import ObjectStore

_SENDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SEQUENCE = re.compile(r"[1-9][0-9]{0,8}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Delivery:
    """One folder of the landing that has a manifest."""

    feed: str
    date: dt.date
    sender: str
    sequence: int

    @property
    def prefix(self) -> str:
        return f"{self.feed}/{self.date}/{self.sender}/{self.sequence}/"


def delivery_dates(landing: ObjectStore, feed: str) -> list[dt.date]:
    """The dates that something was delivered for, newest first. Folders with other names are not deliveries."""
    return sorted(filter(None, map(_date, landing.folders(f"{feed}/"))), reverse=True)


def deliveries_of(
    landing: ObjectStore, feed: str, date: dt.date, *, without: frozenset[str] = frozenset()
) -> Iterator[Delivery]:
    """The deliveries of a date, by sender, the highest sequence first, except of the senders `without`.

    A delivery without manifest is not there yet.
    """
    senders = filter(_SENDER.fullmatch, landing.folders(f"{feed}/{date}/"))
    for sender in (s for s in senders if s not in without):
        names = landing.folders(f"{feed}/{date}/{sender}/")
        for sequence in sorted(map(int, filter(_SEQUENCE.fullmatch, names)), reverse=True):
            delivery = Delivery(feed, date, sender, sequence)
            if any(o.key == delivery.prefix + MANIFEST for o in landing.scan(delivery.prefix + MANIFEST)):
                yield delivery


def _date(name: str) -> dt.date | None:
    if not _DATE.fullmatch(name):
        return None
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None
