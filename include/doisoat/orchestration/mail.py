"""Mail through Airflow's SMTP provider: the report of a night, and what stopped one. Each content goes out once."""

import hashlib
import logging
from collections.abc import Mapping
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context, task

if TYPE_CHECKING:
    from doisoat.report.compose import Mail
    from doisoat.settings import Settings

log = logging.getLogger(__name__)
CONNECTION = "smtp_default"


def send_failure(context: Mapping[str, Any]) -> None:
    """Tell the recipients that a task has failed for good: once per date, task and reason. Airflow's callback."""
    from doisoat import steps
    from doisoat.orchestration.tasks import business_date, call_safely, settings

    instance = context["task_instance"]
    stage = f"{instance.dag_id}.{instance.task_id}"
    reason = str(context.get("exception") or "")

    def send() -> bool:
        date, found = business_date(context), settings(context)
        mail = steps.failure_report(date, stage, reason, found)
        return send_once(mail, key=f"{date}/{_digest(stage, reason)}", settings=found)

    call_safely(send)


@task(task_id="mail", multiple_outputs=False)
def mail_report() -> dict[str, bool]:
    """Compose and send the report of the run's business date; not again while it says the same."""
    from doisoat.orchestration.tasks import call_safely

    return call_safely(_send_report)


def _send_report() -> dict[str, bool]:
    from doisoat import steps
    from doisoat.orchestration.tasks import business_date, settings

    context = get_current_context()
    date, found = business_date(context), settings(context)
    mail = steps.report(date, found)
    return {"sent": send_once(mail, key=f"{date}/{_digest(mail.subject, mail.text, mail.html)}", settings=found)}


def send_once(mail: "Mail", *, key: str, settings: "Settings") -> bool:
    """Send unless `mail/<key>` is marked in the lake; whether it was sent. A failed sending leaves no mark."""
    from doisoat.report.recipients import load_recipients
    from doisoat.storage.objects import open_store

    store = open_store(settings.lake)
    if not store.create(f"mail/{key}", b""):
        return False
    try:
        send(mail, load_recipients())
    except BaseException:
        store.delete(f"mail/{key}")
        raise
    return True


def send(mail: "Mail", recipients: list[str]) -> None:
    """Text and HTML in one message, over the provider's connection; the provider itself composes HTML only."""
    from airflow.providers.smtp.hooks.smtp import SmtpHook

    with SmtpHook(CONNECTION) as hook:
        message = compose(mail, sender=hook.from_email or "", recipients=recipients)
        client: Any = hook._smtp_client  # noqa: SLF001 (no public way to send a message of one's own)
        client.send_message(message)


def compose(mail: "Mail", *, sender: str, recipients: list[str]) -> Message:
    """A multipart/alternative message.

    Of the older classes: EmailMessage of Python 3.11 loses spaces where it folds a long subject in Vietnamese.
    """
    message: Message[Any, Any] = MIMEMultipart("alternative")
    message["Subject"] = Header(mail.subject, "utf-8")
    message["From"], message["To"], message["Date"] = sender, ", ".join(recipients), formatdate()
    message["Message-ID"] = make_msgid(domain="doisoat.localhost")
    message.attach(MIMEText(mail.text, "plain", "utf-8"))
    message.attach(MIMEText(mail.html, "html", "utf-8"))
    return message


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:24]
