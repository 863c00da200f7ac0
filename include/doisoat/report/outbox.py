"""Mails on their way, in the lake: written once, kept until a mail server took them, never sent twice.

    mail/waiting/<date>/<name>.eml   composed, not delivered yet
    mail/claimed/<date>/<name>/<n>   somebody is delivering it; the n-th attempt
    mail/sent/<date>/<name>          a server took it: neither composed nor sent again
    mail/refused/<date>/<name>       a server will never take it: why

A process that dies between the server's word and `sent` leaves a claim that runs out; the mail goes out again then,
under the same Message-ID. There is no way to know better over SMTP.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import parsedate_to_datetime

from doisoat.storage.objects import ObjectStore

CLAIM_HOLDS = dt.timedelta(minutes=10)  # longer than a server may take for one mail
_RELEASED = b"released"


@dataclass(frozen=True)
class Letter:
    """A mail to one recipient. `name` is unique within its business date."""

    date: dt.date
    name: str
    content: bytes

    @property
    def key(self) -> str:
        return f"{self.date}/{self.name}"

    @property
    def written(self) -> dt.datetime:
        """When it was composed: its Date."""
        return parsedate_to_datetime(message_from_bytes(self.content)["Date"])


class Outbox:
    """All methods may be called again, and by several processes at once."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    def knows(self, date: dt.date, name: str) -> bool:
        """Whether a letter of this name was put here, whatever became of it."""
        key = f"{date}/{name}"
        return any(self._has(place) for place in (f"mail/sent/{key}", f"mail/refused/{key}", f"mail/waiting/{key}.eml"))

    def names(self, date: dt.date) -> Iterator[str]:
        """The names of all letters about a night, whatever became of them."""
        for place in ("sent", "refused", "waiting"):
            for found in self._store.scan(f"mail/{place}/{date}/"):
                yield found.key.rpartition("/")[2].removesuffix(".eml")

    def put(self, letter: Letter) -> bool:
        """Keep a letter for delivery; whether it is new."""
        if self.knows(letter.date, letter.name):
            return False
        return self._store.create(f"mail/waiting/{letter.key}.eml", letter.content)

    def waiting(self) -> Iterator[Letter]:
        """Letters that nobody has delivered yet, oldest date first."""
        for found in list(self._store.scan("mail/waiting/")):
            date, _, file = found.key.removeprefix("mail/waiting/").partition("/")
            try:
                content = self._store.read(found.key)
            except FileNotFoundError:  # delivered meanwhile
                continue
            yield Letter(dt.date.fromisoformat(date), file.removesuffix(".eml"), content)

    def claim(self, letter: Letter, now: dt.datetime) -> bool:
        """Whether the caller alone may deliver the letter now: until `sent`, `refused` or `release`, or 10 minutes."""
        held = [o.key for o in self._store.scan(f"mail/claimed/{letter.key}/")]
        numbers = sorted((int(key.rpartition("/")[2]), key) for key in held)
        if numbers and not self._is_free(numbers[-1][1], now):
            return False
        number = numbers[-1][0] + 1 if numbers else 1
        if not self._store.create(f"mail/claimed/{letter.key}/{number}", now.isoformat().encode()):
            return False
        if self._has(f"mail/sent/{letter.key}"):
            self._forget(letter)
            return False
        return True

    def sent(self, letter: Letter, now: dt.datetime) -> None:
        self._store.write(f"mail/sent/{letter.key}", now.isoformat().encode())
        self._forget(letter)

    def refused(self, letter: Letter, why: str) -> None:
        self._store.write(f"mail/refused/{letter.key}", why.encode())
        self._forget(letter)

    def release(self, letter: Letter) -> None:
        """Give a claimed letter back: it was not delivered, and may be tried again at once."""
        held = [o.key for o in self._store.scan(f"mail/claimed/{letter.key}/")]
        self._store.write(max(held, key=lambda key: int(key.rpartition("/")[2])), _RELEASED)

    def _has(self, key: str) -> bool:
        return any(found.key == key for found in self._store.scan(key))

    def _is_free(self, claim: str, now: dt.datetime) -> bool:
        try:
            since = self._store.read(claim)
        except FileNotFoundError:  # delivered meanwhile
            return False
        return since == _RELEASED or now - dt.datetime.fromisoformat(since.decode()) > CLAIM_HOLDS

    def _forget(self, letter: Letter) -> None:
        self._store.delete(f"mail/waiting/{letter.key}.eml")
        for claim in list(self._store.scan(f"mail/claimed/{letter.key}/")):
            self._store.delete(claim.key)


class NoOutbox(Outbox):
    """When the lake is out of reach: whoever must act is told all the same, if need be twice."""

    def __init__(self) -> None: ...

    def knows(self, _date: dt.date, _name: str) -> bool:
        return False

    def names(self, _date: dt.date) -> Iterator[str]:
        return iter(())

    def put(self, _letter: Letter) -> bool:
        return True

    def waiting(self) -> Iterator[Letter]:
        return iter(())

    def claim(self, _letter: Letter, _now: dt.datetime) -> bool:
        return True

    def sent(self, letter: Letter, now: dt.datetime) -> None: ...

    def refused(self, letter: Letter, why: str) -> None: ...

    def release(self, letter: Letter) -> None: ...
