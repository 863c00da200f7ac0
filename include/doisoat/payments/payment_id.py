"""The idempotency key of a payment, as one word that fits wherever a bank keeps a reference."""

import base64
import hashlib
import re
from typing import NamedTuple

LENGTH = 28  # ISO 20022 allows 35 in EndToEndId; some banks keep no more than 30
_FORM = re.compile(r"\d{6}\d{2}[A-Z2-7]{20}")
_PERIOD = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Key(NamedTuple):
    """What may be paid once: a beneficiary's money from a programme for a period, in its `attempt`, from 1."""

    beneficiary_code: str
    programme_code: str
    period: str  # YYYY-MM
    attempt: int


def payment_id(key: Key) -> str:
    """Period, attempt and 100 bits of a digest over the whole key: capital letters and digits, no personal data.

    The same key has the same id for ever, so an instruction that is made twice is one instruction.
    """
    if not is_period(key.period) or not 1 <= key.attempt <= 99:
        raise ValueError("a payment's period is YYYY-MM and its attempt 1 to 99")
    text = "\x1f".join(["doisoat payment", key.beneficiary_code, key.programme_code, key.period, str(key.attempt)])
    digest = base64.b32encode(hashlib.sha256(text.encode()).digest()).decode()[:20]
    return f"{key.period.replace('-', '')}{key.attempt:02d}{digest}"


def is_payment_id(text: str | None) -> bool:
    """Whether a reference has the form of ours; a reference of another payer's need not be looked up."""
    return bool(_FORM.fullmatch(text or ""))


def is_period(text: str) -> bool:
    return bool(_PERIOD.fullmatch(text))
