"""A bank's camt.054: what it booked, one by one or as sums, and returns, in the midst of other things."""

import datetime as dt
from collections.abc import Iterator

from doisoat.synthetic.bank_fates import Bank, Sent, grouped

CHARGE = 3300  # đồng
_CAMT = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.08"


def statement(bank: Bank, sent: list[Sent], date: dt.date, night: int) -> tuple[str, int] | None:
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
    for batch, of in grouped(sent, lambda payment: payment.batch_id):
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
