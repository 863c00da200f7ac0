"""What becomes of each payment at a simulated bank: by its id and the seed alone, so that every night knows."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lxml import etree

T = TypeVar("T")
POST = "buudien"
FATES = (  # share of payments, what becomes of them, and why
    (0.90, "settled", ""),
    (0.02, "rejected", "AC01"),
    (0.015, "rejected", "AC04"),
    (0.01, "rejected", "ED05"),
    (0.015, "returned", "AC06"),
    (0.01, "returned", "BE01"),
    (0.01, "timeout_settled", "AB05"),
    (0.01, "timeout_rejected", "AB06"),
    (0.01, "silent", ""),
)
STYLES = ("listing", "sums", "whole", "csv")


@dataclass(frozen=True)
class Sent:
    """A payment that a bank was told to make."""

    payment_id: str
    message_id: str
    batch_id: str
    amount: int


@dataclass(frozen=True)
class Bank:
    """Whoever was instructed, and how they answer."""

    name: str
    style: str
    seed: int

    def fate(self, payment: Sent) -> tuple[str, str]:
        """What becomes of a payment, and the reason; the post pays in cash or says that nobody came."""
        point = _point(f"{self.seed}{payment.payment_id}")
        if self.name == POST:
            return ("settled", "") if point < 0.95 else ("rejected", "R16")
        if self.is_refused(payment.message_id):
            return "refused", ""
        for share, outcome, reason in FATES:
            if point < share:
                return outcome, reason
            point -= share
        return "settled", ""

    def is_refused(self, message_id: str) -> bool:
        """A bank of this style turns one file in five away as a whole."""
        return self.style == "whole" and _point(f"{self.seed}{message_id}") < 0.2

    def of(self, payments: Sequence[Sent], *outcomes: str) -> list[Sent]:
        return [payment for payment in payments if self.fate(payment)[0] in outcomes]


def style_of(name: str, banks: Sequence[str]) -> str:
    """CSV for the post, the other styles in turn."""
    return "csv" if name == POST else STYLES[sorted(banks).index(name) % len(STYLES)]


def read_instructions(folder: Path) -> list[Sent]:
    """What a bank finds in its folder: pain.001 or CSV."""
    found: list[Sent] = []
    for entry in json.loads((folder / "manifest.json").read_text("utf-8"))["files"]:
        path = folder / entry["name"]
        if path.suffix == ".xml":
            found += _read_pain001(path)
        elif path.suffix == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                lines = csv.DictReader(file)
                found += [Sent(line["PAYMENT_ID"], path.stem, path.stem, int(line["AMOUNT"])) for line in lines]
    return found


def _read_pain001(path: Path) -> Iterator[Sent]:
    for batch in etree.parse(path).iterfind(".//{*}PmtInf"):
        for one in batch.iterfind("{*}CdtTrfTxInf"):
            amount = int(one.findtext("{*}Amt/{*}InstdAmt") or 0)
            yield Sent(one.findtext("{*}PmtId/{*}EndToEndId"), path.stem, batch.findtext("{*}PmtInfId"), amount)


def grouped(items: Sequence[T], key: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return list(found.items())


def _point(text: str) -> float:
    """A number from 0 to 1 that is the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48
