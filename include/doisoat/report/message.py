"""A mail as it travels: text and HTML in one message, with its pictures inside."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.header import Header
from email.message import Message
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate
from typing import Any

DOMAIN = "doisoat.localhost"


@dataclass(frozen=True)
class Mail:
    """`text` and `html` say the same; `images` are PNGs by the content id that the HTML shows them under."""

    subject: str
    text: str
    html: str
    images: Mapping[str, bytes] = field(default_factory=dict)


def compose(mail: Mail, *, recipient: str, identity: str) -> "Message[Any, Any]":
    """multipart/alternative of text and (HTML with its images), the sender still to be filled in.

    The Message-ID depends on `identity` alone, so that a mail server may tell that it has a mail already.

    Of the older classes: EmailMessage of Python 3.11 loses spaces where it folds a long subject in Vietnamese.
    """
    message: Message[Any, Any] = MIMEMultipart("alternative")
    message["Subject"] = Header(mail.subject, "utf-8")
    message["To"], message["Date"] = recipient, formatdate(usegmt=True)
    message["Message-ID"] = f"<{hashlib.sha256(identity.encode()).hexdigest()[:32]}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"  # so that no absence assistant answers
    message.attach(MIMEText(mail.text, "plain", "utf-8"))
    message.attach(_rich(mail))
    return message


def _rich(mail: Mail) -> "Message[Any, Any]":
    html = MIMEText(mail.html, "html", "utf-8")
    if not mail.images:
        return html
    related = MIMEMultipart("related")
    related.attach(html)
    for identifier, png in mail.images.items():
        image = MIMEImage(png, "png")
        image["Content-ID"] = f"<{identifier}>"
        image["Content-Disposition"] = "inline"
        related.attach(image)
    return related
