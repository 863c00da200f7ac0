"""A bank's pain.002: of a file turned away as a whole, of those rejected, or of everything."""

import datetime as dt

from doisoat.synthetic.bank_fates import Bank, Sent, grouped

_PAIN = {
    "listing": "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10",
    "sums": "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03",
}


def report(bank: Bank, message: str, sent: list[Sent], date: dt.date, night: int) -> tuple[str, int] | None:
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
        for batch, of in grouped(lines, lambda line: line[0].batch_id)
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
