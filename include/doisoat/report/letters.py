"""One letter per recipient: who gets it, under which name it is known, composed once for all who get the same."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from doisoat.report.message import Mail, compose
from doisoat.report.outbox import Letter, Outbox
from doisoat.report.recipients import CITY, Recipient, Scope

# What a mail is about, for which role and in which language: two recipients for whom this agrees get the same mail.
Compose = Callable[[Scope, str, str], Mail]


def letters(
    mail: str, date: dt.date, recipients: Iterable[Recipient], compose_mail: Compose, *, outbox: Outbox, cause: str = ""
) -> Iterator[Letter]:
    """What each of `recipients` has not been sent yet for this night, each composed when its turn comes.

    `cause` tells one mail of a night from another to those who run the system; all others get the first one only.
    """
    composed = cache(compose_mail)
    for recipient in recipients:
        name = letter_name(mail, recipient, cause)
        if not outbox.knows(date, name):
            scope = recipient.scope if mail == "night" else CITY
            content = composed(scope, recipient.role, recipient.language)
            message = compose(content, recipient=recipient.address, identity=f"{date}/{name}")
            yield Letter(date, name, message.as_bytes())


def is_told(outbox: Outbox, date: dt.date, mail: str, recipient: Recipient) -> bool:
    """Whether the recipient was sent, or is about to be sent, such a mail about the night, whatever its cause."""
    ending = letter_name("", recipient)
    return any(name.startswith(mail) and name.endswith(ending) for name in outbox.names(date))


def letter_name(mail: str, recipient: Recipient, cause: str = "") -> str:
    """Without the address, which would show in listings of the lake."""
    kind = f"{mail}-{_digest(cause)}" if cause and recipient.role == "operator" else mail
    return f"{kind}.{recipient.role}.{_digest(recipient.address.lower(), recipient.scope.key)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:12]
