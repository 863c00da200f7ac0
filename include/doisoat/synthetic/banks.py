"""Plays the banks and the post: reads what was instructed and delivers, night by night, what they say of it.

    python -m doisoat.synthetic.banks --outgoing DIR --landing DIR --run 2024-02/1 --sent 2024-01-22 --night 1

Real files have all of this: a file rejected as a whole without a line; only the rejects listed; accepted that is not
settled; a batch booked as one sum; returns with and without the reversal flag, less a charge; timeouts answered later,
or silence; a debit in the middle of credits; several statements in a file; last year's references; bookings of others;
days that do not exist; statements sent again. What each payment comes to depends on its id and the seed alone.
"""

import argparse
import csv
import datetime as dt
import hashlib
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lxml import etree

from doisoat.synthetic.delivery import Delivery

T = TypeVar("T")
POST = "buudien"
CHARGE = 3300  # đồng
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
_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"
_PAIN = {
    "listing": "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10",
    "sums": "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03",
}


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


def answer(outgoing: Path, landing: Path, run: str, *, sent: dt.date, night: int, seed: int = 1) -> int:
    """Deliver what all recipients of a run say on the `night`th night after it was sent, from 1; how many do.

    1: rejections and receipts. 2: what was booked. 3: returns, with noise. 4: what was silent or timed out. 5: again.
    """
    folder = outgoing / "instructions" / run
    names = [path.parent.name for path in folder.glob("*/manifest.json")]
    date, count = sent + dt.timedelta(days=night), 0
    for name in sorted(names):
        bank = Bank(name, style_of(name, [n for n in names if n != POST]), seed)
        files = list(_files(bank, read_instructions(folder / name), date, night))
        if files:
            _deliver(landing, name, date, files)
            count += 1
    return count


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


def _files(bank: Bank, sent: list[Sent], date: dt.date, night: int) -> Iterator[tuple[str, str, str, int]]:
    """Name, layout, content and rows of what a recipient delivers on a night."""
    if bank.style == "csv":
        lines = list(_csv_lines(bank, sent, date, night))
        if lines:
            text = "".join(",".join(map(str, line)) + "\n" for line in lines)
            yield "ket-qua.csv", "payments-csv", f"PAYMENT_ID,AMOUNT,STATUS,REASON,SETTLED_ON\n{text}", len(lines)
        return
    reports = [_report(bank, message, of, date, night) for message, of in _by(sent, lambda p: p.message_id)]
    for number, (text, rows) in enumerate(filter(None, reports), 1):
        yield f"pain002-{number}.xml", "iso-pain002", text, rows
    if statement := _statement(bank, sent, date, night):
        yield "camt054.xml", "iso-camt054", *statement


def _csv_lines(bank: Bank, sent: list[Sent], date: dt.date, night: int) -> Iterator[tuple[object, ...]]:
    said = {
        1: [("rejected", "RJCT"), ("timeout_settled", "RJCT"), ("timeout_rejected", "RJCT")],
        2: [("settled", "ACSC"), ("returned", "ACSC")],
        3: [("returned", "RJCT")],
        4: [("timeout_settled", "ACSC"), ("silent", "ACSC"), ("timeout_rejected", "RJCT")],
        5: [("settled", "ACSC")],
    }
    for outcome, status in said[night]:
        for payment in bank.of(sent, outcome):
            reason = bank.fate(payment)[1] if status == "RJCT" else ""
            day = date - dt.timedelta(days=3) if night == 5 else date  # sent again
            yield payment.payment_id, payment.amount, status, "AC04" if night == 4 and reason else reason, day
    if night == 2 and sent:
        yield "NOTPROVIDED", 100000, "ACSC", "", date
        yield sent[0].payment_id, sent[0].amount, "ACSC", "", date - dt.timedelta(days=366)


def _report(bank: Bank, message: str, sent: list[Sent], date: dt.date, night: int) -> tuple[str, int] | None:
    """pain.002 of a file: on night 1 what was turned away (some list everything), on night 4 what had timed out."""
    if night not in {1, 4}:
        return None
    if bank.is_refused(message):
        return (_pain002(_PAIN["sums"], message, "RJCT", [], date), 1) if night == 1 else None
    first = ("rejected", "timeout_settled", "timeout_rejected")
    lines = [(p, "RJCT", bank.fate(p)[1]) for p in bank.of(sent, *(first if night == 1 else ()))]
    if night == 1 and bank.style == "listing":
        lines += [(p, "ACSP", "") for p in bank.of(sent, "settled", "returned")]
    if night == 4:
        lines = [(p, "RJCT", "AC04") for p in bank.of(sent, "timeout_rejected")]
    group = "" if night == 4 else "PART" if bank.of(sent, *first) else "ACCP"
    if not lines and not group:
        return None
    text = _pain002(_PAIN.get(bank.style, _PAIN["listing"]), message, group, lines, date)
    return text, len(lines) + bool(group)


def _pain002(namespace: str, message: str, group: str, lines: list[tuple[Sent, str, str]], date: dt.date) -> str:
    status = f"<GrpSts>{group}</GrpSts>" if group else ""
    batches = "".join(
        f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{batch}</OrgnlPmtInfId>{''.join(_line(*line) for line in of)}"
        "</OrgnlPmtInfAndSts>\n"
        for batch, of in _by(lines, lambda line: line[0].batch_id)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{namespace}"><CstmrPmtStsRpt>'
        f"<GrpHdr><MsgId>R{date:%Y%m%d}</MsgId><CreDtTm>{date}T08:00:00+07:00</CreDtTm></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>{message}</OrgnlMsgId>"
        f"<OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{status}</OrgnlGrpInfAndSts>\n{batches}</CstmrPmtStsRpt></Document>\n"
    )


def _line(payment: Sent, status: str, reason: str) -> str:
    why = f"<StsRsnInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>tra soat</AddtlInf></StsRsnInf>" if reason else ""
    return (
        f"<TxInfAndSts><OrgnlEndToEndId>{payment.payment_id}</OrgnlEndToEndId><TxSts>{status}</TxSts>{why}"
        f'<OrgnlTxRef><Amt><InstdAmt Ccy="VND">{payment.amount}</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>'
    )


def _statement(bank: Bank, sent: list[Sent], date: dt.date, night: int) -> tuple[str, int] | None:
    """camt.054 of a night: bookings on nights 2, 4 and 5, returns on night 3; its rows."""
    entries: list[str] = []
    taken = bank.of(sent, "settled", "returned")
    if night in {2, 5}:
        day = date - dt.timedelta(days=night - 2)  # night 5 sends night 2 again
        entries += _booked(bank, sent, taken, day)
    if night == 3:
        entries += [_returned(bank, p, date, number) for number, p in enumerate(bank.of(sent, "returned"))]
        entries[1:1] = _noise(sent, date)
    if night == 4:
        entries += [_entry(p.amount, "DBIT", date, _details(p)) for p in bank.of(sent, "timeout_settled", "silent")]
    if not entries:
        return None
    half = len(entries) // 2
    statements = "".join(
        f"<Ntfctn><Id>{n}</Id>{''.join(part)}</Ntfctn>\n" for n, part in enumerate((entries[:half], entries[half:]))
    )
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{_CAMT}"><BkToCstmrDbtCdtNtfctn>'
        f"<GrpHdr><MsgId>N{date:%Y%m%d}</MsgId></GrpHdr>\n{statements}</BkToCstmrDbtCdtNtfctn></Document>\n"
    )
    return text, len(entries)


def _booked(bank: Bank, sent: list[Sent], taken: list[Sent], day: dt.date) -> Iterator[str]:
    if bank.style != "sums":
        yield from (_entry(p.amount, "DBIT", day, _details(p)) for p in taken)
        return
    # One sum a batch, without what was rejected. While something of it is open, the sum is not booked: one by one.
    for batch, of in _by(sent, lambda payment: payment.batch_id):
        if bank.of(of, "timeout_settled", "timeout_rejected", "silent"):
            yield from (_entry(p.amount, "DBIT", day, _details(p)) for p in of if p in taken)
        elif amount := sum(p.amount for p in of if p in taken):
            yield _entry(amount, "DBIT", day, f"<Btch><PmtInfId>{batch}</PmtInfId></Btch>")


def _returned(bank: Bank, payment: Sent, date: dt.date, number: int) -> str:
    """With the reversal flag or without; every other one less a charge, which is told."""
    flag = "<RvslInd>true</RvslInd>" if number % 2 else ""
    kept = CHARGE if number % 2 else 0
    reason = bank.fate(payment)[1]
    charge = f'<Chrgs><Rcrd><Amt Ccy="VND">{kept}</Amt></Rcrd></Chrgs>' if kept else ""
    inside = (
        f'<AmtDtls><InstdAmt><Amt Ccy="VND">{payment.amount}</Amt></InstdAmt></AmtDtls>{charge}'
        f"<RtrInf><Rsn><Cd>{reason}</Cd></Rsn><AddtlInf>hoan tra</AddtlInf></RtrInf>"
    )
    return _entry(payment.amount - kept, "CRDT", date, _details(payment, inside), flag=flag)


def _noise(sent: list[Sent], date: dt.date) -> list[str]:
    """A fee, somebody else's payment, a day that does not exist, last year's reference: in the midst of returns."""
    other = f"<TxDtls><Refs><EndToEndId>HD{date:%Y%m%d}</EndToEndId></Refs></TxDtls>"
    broken = _entry(sent[0].amount, "CRDT", date, _details(sent[0])).replace(str(date), f"{date.year}-02-31")
    old = _entry(sent[-1].amount, "CRDT", date - dt.timedelta(days=365), _details(sent[-1]))
    return [_entry(11000, "DBIT", date, ""), _entry(5000000, "CRDT", date, other), broken, old]


def _details(payment: Sent, inside: str = "") -> str:
    return f"<TxDtls><Refs><EndToEndId>{payment.payment_id}</EndToEndId></Refs>{inside}</TxDtls>"


def _entry(amount: int, direction: str, day: dt.date, details: str, *, flag: str = "") -> str:
    inside = f"<NtryDtls>{details}</NtryDtls>" if details else ""
    return (
        f'<Ntry><Amt Ccy="VND">{amount}</Amt><CdtDbtInd>{direction}</CdtDbtInd>{flag}<Sts><Cd>BOOK</Cd></Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt>{inside}</Ntry>\n"
    )


def _deliver(landing: Path, name: str, date: dt.date, files: list[tuple[str, str, str, int]]) -> None:
    delivery = Delivery(landing, "payments", date, name)
    for file, _, text, _ in files:
        (delivery.folder / file).write_text(text, encoding="utf-8")
    delivery.close([(file, layout, rows, {}) for file, layout, _, rows in files])


def _by(items: Sequence[T], key: Callable[[T], str]) -> list[tuple[str, list[T]]]:
    found: dict[str, list[T]] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return list(found.items())


def _point(text: str) -> float:
    """A number from 0 to 1 that is the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / 2**48


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m doisoat.synthetic.banks", description="play the banks and the post"
    )
    parser.add_argument("--outgoing", type=Path, required=True, help="where instructions were written")
    parser.add_argument("--landing", type=Path, required=True, help="where to deliver the answers")
    parser.add_argument("--run", required=True, help="the pay run, such as 2024-02/1")
    parser.add_argument("--sent", type=dt.date.fromisoformat, required=True, help="business date of the instructions")
    parser.add_argument("--night", type=int, choices=range(1, 6), required=True, help="which night after that")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same answers")
    given = parser.parse_args()
    count = answer(given.outgoing, given.landing, given.run, sent=given.sent, night=given.night, seed=given.seed)
    sys.stderr.write(f"{count} banks have answered for {given.sent + dt.timedelta(days=given.night)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
