"""Takes letters to the mail server of the connection `smtp_default`, one recipient at a time, and keeps the rest."""

import datetime as dt
import logging
import smtplib
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import TYPE_CHECKING, Any

from doisoat.errors import MailOutOfReach
from doisoat.report.outbox import Letter, Outbox

if TYPE_CHECKING:
    from airflow.providers.smtp.hooks.smtp import SmtpHook

log = logging.getLogger(__name__)
CONNECTION = "smtp_default"
GIVE_UP = dt.timedelta(days=5)  # what mail servers use among themselves
_NOBODY_THERE = range(500, 600)


@dataclass
class Postman:
    """One round: a server that fails once is not asked again, what it did not take waits in the outbox."""

    outbox: Outbox
    connect: Callable[[], "SmtpHook"]
    now: Callable[[], dt.datetime]
    delivered: int = 0
    refused: int = 0
    trouble: str = ""  # of the server; empty while it takes mail
    _tried: set[str] = field(default_factory=set)
    _hook: Any = None

    def post(self, letter: Letter) -> None:
        """Keep a letter and deliver it, if nobody has put it into the outbox before."""
        if self.outbox.put(letter):
            self.deliver(letter)

    def deliver_waiting(self) -> None:
        """Deliver what earlier rounds left; what waits for too long is given up."""
        for letter in self.outbox.waiting():
            if self.now() - letter.written > GIVE_UP:
                self._give_up(letter, f"waited for {GIVE_UP.days} days")
            elif letter.key not in self._tried:
                self.deliver(letter)

    def deliver(self, letter: Letter) -> None:
        self._tried.add(letter.key)
        if not self._connected() or not self.outbox.claim(letter, self.now()):
            return
        try:
            self._send(letter)
        except smtplib.SMTPRecipientsRefused as error:
            self._not_taken(letter, next(iter(error.recipients.values()))[0])
        except (smtplib.SMTPException, OSError) as error:
            self.outbox.release(letter)
            self.trouble = _describe(error)
        else:
            self.delivered += 1
            self.outbox.sent(letter, self.now())

    def finish(self) -> dict[str, int]:
        """Counts of the round; MailOutOfReach if the server had trouble and letters wait for it."""
        waiting = sum(1 for _ in self.outbox.waiting())
        if self.trouble and waiting:
            raise MailOutOfReach(f"{waiting} mails wait: the server of {CONNECTION} says {self.trouble}")
        return {"delivered": self.delivered, "refused": self.refused, "waiting": waiting}

    def _connected(self) -> bool:
        if self._hook is None and not self.trouble:
            try:
                self._hook = self.connect()
            except Exception as error:  # noqa: BLE001 (the provider wraps some of them)
                self.trouble = _describe(error)
        return not self.trouble

    def _send(self, letter: Letter) -> None:
        message = message_from_bytes(letter.content)
        message["From"] = self._hook.from_email or ""
        client: Any = self._hook._smtp_client  # noqa: SLF001 (no public way to send a message of one's own)
        client.send_message(message)

    def _not_taken(self, letter: Letter, code: int) -> None:
        if code in _NOBODY_THERE:
            self._give_up(letter, f"SMTP {code}")
        else:
            self.outbox.release(letter)

    def _give_up(self, letter: Letter, why: str) -> None:
        self.refused += 1
        self.outbox.refused(letter, why)
        log.warning("the mail %s is given up: %s. Check its recipient in the configuration", letter.key, why)


@contextmanager
def postman(outbox: Outbox) -> Generator[Postman]:
    """A round over the provider's connection."""
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    with ExitStack() as stack:
        yield Postman(
            outbox,
            connect=lambda: stack.enter_context(SmtpHook(CONNECTION)),
            now=lambda: dt.datetime.now(dt.UTC),
        )


def _describe(error: BaseException) -> str:
    """Type and SMTP code; a server's words may repeat an address."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__}{f' {code}' if code else ''}"
