"""A file of instructions as ISO 20022 pain.001.001.09, in the letters and sizes that banks take."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from xml.sax.saxutils import escape

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
PURPOSE = "SSBE"  # social security benefit
_KINDS = {"regular": "TRO CAP", "arrears": "TRUY LINH TRO CAP", "repeat": "CHI LAI TRO CAP"}


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment of a file; `batch_id` says with which others it is booked. Names are A to Z and spaces."""

    payment_id: str
    batch_id: str
    kind: str  # regular, arrears, repeat
    period: str  # YYYY-MM
    amount: int  # đồng
    bank_bin: str
    account_number: str
    payee_name: str


@dataclass(frozen=True)
class Order:
    """What is common to a file: who pays, from which account, and when."""

    message_id: str
    payer_name: str
    payer_account: str
    payer_bank: str  # BIN
    created_at: dt.datetime
    execute_on: dt.date


def reference(kind: str, period: str) -> str:
    """What the payee reads: `TRO CAP 02/2024`. It names no programme: some of them tell an illness."""
    year, month = period.split("-")
    return f"{_KINDS[kind]} {month}/{year}"


def write_pain001(order: Order, transfers: Sequence[Transfer]) -> bytes:
    """The whole file; transfers of a batch stand together. ValueError without any: a file of none cannot be written."""
    if not transfers:
        raise ValueError("a file of instructions needs one transfer at least")
    return "".join(_document(order, transfers)).encode()


def _document(order: Order, transfers: Sequence[Transfer]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="{NAMESPACE}"><CstmrCdtTrfInitn>\n'
    yield (
        f"<GrpHdr><MsgId>{order.message_id}</MsgId><CreDtTm>{order.created_at.isoformat(timespec='seconds')}</CreDtTm>"
        f"{_totals(transfers)}<InitgPty><Nm>{escape(order.payer_name)}</Nm></InitgPty></GrpHdr>\n"
    )
    for batch_id, batch in groupby(transfers, key=lambda transfer: transfer.batch_id):
        yield from _batch(order, batch_id, list(batch))
    yield "</CstmrCdtTrfInitn></Document>\n"


def _batch(order: Order, batch_id: str, transfers: Sequence[Transfer]) -> Iterator[str]:
    yield (
        f"<PmtInf><PmtInfId>{batch_id}</PmtInfId><PmtMtd>TRF</PmtMtd><BtchBookg>true</BtchBookg>{_totals(transfers)}"
        f"<PmtTpInf><CtgyPurp><Cd>{PURPOSE}</Cd></CtgyPurp></PmtTpInf>"
        f"<ReqdExctnDt><Dt>{order.execute_on}</Dt></ReqdExctnDt><Dbtr><Nm>{escape(order.payer_name)}</Nm></Dbtr>"
        f"<DbtrAcct>{_account(order.payer_account)}</DbtrAcct><DbtrAgt>{_bank(order.payer_bank)}</DbtrAgt>"
        "<ChrgBr>DEBT</ChrgBr>\n"
    )
    for transfer in transfers:
        yield _transfer(transfer)
    yield "</PmtInf>\n"


def _transfer(transfer: Transfer) -> str:
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>{transfer.payment_id}</InstrId><EndToEndId>{transfer.payment_id}</EndToEndId>"
        f'</PmtId><Amt><InstdAmt Ccy="VND">{transfer.amount}</InstdAmt></Amt>'
        f"<CdtrAgt>{_bank(transfer.bank_bin)}</CdtrAgt><Cdtr><Nm>{escape(transfer.payee_name)}</Nm></Cdtr>"
        f"<CdtrAcct>{_account(transfer.account_number)}</CdtrAcct><Purp><Cd>{PURPOSE}</Cd></Purp>"
        f"<RmtInf><Ustrd>{reference(transfer.kind, transfer.period)}</Ustrd></RmtInf></CdtTrfTxInf>\n"
    )


def _totals(transfers: Sequence[Transfer]) -> str:
    return f"<NbOfTxs>{len(transfers)}</NbOfTxs><CtrlSum>{sum(t.amount for t in transfers)}</CtrlSum>"


def _account(number: str) -> str:
    return f"<Id><Othr><Id>{escape(number)}</Id></Othr></Id>"


def _bank(bin_: str) -> str:
    return f"<FinInstnId><ClrSysMmbId><MmbId>{bin_}</MmbId></ClrSysMmbId></FinInstnId>"
