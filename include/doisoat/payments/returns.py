"""What a bank's reason means: ISO code to our R code, who acts, whether it may be sent again, what the citizen does.

Codes and their classes are include/reference/payment_return_codes.csv; what follows from each is
include/config/payment_returns.csv, which an installation may change.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.payments.wording import Words, codes_in, load_words
from doisoat.storage.reference import rows

OTHER, UNKNOWN_OUTCOME = "R13", "R11"
RESEND = ("never", "unknown", "changed", "same", "cash")
OWNERS = ("labour", "bank", "ward", "post")
_CODE = re.compile(r"\b[A-Z]{2}\d{2}\b")


@dataclass(frozen=True)
class Return:
    """`resend`: never; unknown (not before it is known); changed (not into that account); same; cash (post again)."""

    code: str
    meaning_vi: str
    kind: str  # the reference table's class: data, eligibility, control, transient, unknown, …
    resend: str
    owner: str
    citizen_vi: str


@cache
def load_returns() -> Mapping[str, Return]:
    """By R code; SettingsError unless the configured table has each code of the reference once, in known words."""
    with (CONFIG / "payment_returns.csv").open(encoding="utf-8", newline="") as file:
        configured = list(csv.DictReader(file))
    reference = {row["code"]: row for row in rows("payment_return_codes")}
    if sorted(row["code"] for row in configured) != sorted(reference):
        raise SettingsError(f"payment_returns.csv must hold each code once: {', '.join(reference)}")
    for name, known in (("resend", RESEND), ("owner", OWNERS)):
        if not {row[name] for row in configured} <= set(known):
            raise SettingsError(f"payment_returns.csv: {name} must be one of {', '.join(known)}")
    return {row["code"]: _return(row, reference[row["code"]]) for row in configured}


def _return(row: Mapping[str, str], reference: Mapping[str, str]) -> Return:
    return Return(
        code=row["code"],
        meaning_vi=reference["reason_vi"],
        kind=reference["class"],
        resend=row["resend"],
        owner=row["owner"],
        citizen_vi=row["citizen_vi"],
    )


def return_code(reason: str | None) -> str | None:
    """The R code of an ISO 20022 reason, or of our own code as a bank without ISO codes sends it; R13 for any other."""
    return None if reason is None else _by_reason().get(reason.strip().upper(), OTHER)


def code_in_words(text: str | None) -> str | None:
    """The R code that a text means; None if it means none for certain: then a person must read it.

    Where it means several, the one after which nothing is sent again, if that is one.
    """
    if not text:
        return None
    named = {_by_reason()[code] for code in _CODE.findall(text) if code in _by_reason()} - {OTHER}
    codes = named | codes_in(text, _words())
    final = [code for code in codes if load_returns()[code].resend in {"never", "unknown"}]
    certain = final or list(codes)
    return certain[0] if len(certain) == 1 else None


@cache
def _words() -> Words:
    """The phrases; SettingsError if one of them means a code that is none of ours."""
    words = load_words()
    used = {code for phrases in words.phrases.values() for _, code in phrases if code}
    if unknown := sorted(used - set(load_returns())):
        raise SettingsError(f"return_words.yaml: no such code as {', '.join(unknown)}")
    return words


@cache
def _by_reason() -> Mapping[str, str]:
    pairs = [(iso, row["code"]) for row in rows("payment_return_codes") for iso in row["iso20022_hint"].split("/")]
    own = [(row["code"], row["code"]) for row in rows("payment_return_codes")]
    return {reason: code for reason, code in (*pairs, *own) if reason}
