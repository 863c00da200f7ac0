"""Which deliveries lie in the landing: found by listing folders, nothing is opened."""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from doisoat.storage.objects import ObjectStore

_SENDER = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_SEQUENCE = re.compile(r"[1-9][0-9]{0,8}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Delivery:
    """One folder of the landing for a delivery; without manifest it is not there yet."""

    feed: str
    date: dt.date
    sender: str
    sequence: int

    @property
    def prefix(self) -> str:
        return f"{self.feed}/{self.date}/{self.sender}/{self.sequence}/"


@dataclass
class Listing:
    """Walks the folders of a feed. `ignored` are folders below which no delivery can be, for what they are called."""

    landing: ObjectStore
    feed: str
    ignored: set[str] = field(default_factory=set)

    def dates(self) -> list[dt.date]:
        """The dates that something was delivered for, newest first."""
        return sorted((date for name in self._names("", _is_date) if (date := _date(name))), reverse=True)

    def senders(self, date: dt.date) -> list[str]:
        return self._names(f"{date}/", lambda name: bool(_SENDER.fullmatch(name)))

    def deliveries(self, date: dt.date, wanted: Callable[[str], bool]) -> Iterator[Delivery]:
        """The deliveries of a date from the senders that are wanted, by sender, the highest sequence first.

        `wanted` is asked again before each delivery, so a sender's lower sequences can be passed over.
        """
        for sender in filter(wanted, self.senders(date)):
            names = self._names(f"{date}/{sender}/", lambda name: bool(_SEQUENCE.fullmatch(name)))
            for sequence in sorted(map(int, names), reverse=True):
                if wanted(sender):
                    yield Delivery(self.feed, date, sender, sequence)

    def _names(self, folder: str, fits: Callable[[str], bool]) -> list[str]:
        names = self.landing.folders(f"{self.feed}/{folder}")
        self.ignored.update(f"{folder}{name}" for name in names if not fits(name))
        return [name for name in names if fits(name)]


def _is_date(name: str) -> bool:
    return _date(name) is not None


def _date(name: str) -> dt.date | None:
    if not _DATE.fullmatch(name):
        return None
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None
