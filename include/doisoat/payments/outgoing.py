"""What leaves: the files of an approved run, a folder and a manifest for each recipient. Written once, for good.

    <outgoing>/instructions/<period>/<number>/<recipient>/<files…>
    <outgoing>/instructions/<period>/<number>/<recipient>/manifest.json     last: without it nothing is delivered

Everything in a file comes from what was decided, so a run that is killed and goes on writes the same bytes.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from doisoat.errors import PaymentError
from doisoat.payments import delivery
from doisoat.payments.bank_csv import write_bank_csv
from doisoat.payments.book import Run
from doisoat.payments.cash_list import CashPayment, cash_csv, cash_workbook
from doisoat.payments.delivery import File
from doisoat.payments.pain001 import Order, Transfer, write_pain001
from doisoat.payments.plan import POST
from doisoat.payments.policy import PaymentPolicy

_HANOI = dt.timezone(dt.timedelta(hours=7))
Row = Mapping[str, Any]  # of records.pay.PROPOSAL


def prefix(run: Run, recipient: str) -> str:
    return f"instructions/{run.period}/{run.number}/{recipient}/"


def deliveries(
    run: Run, proposed: pa.Table, policy: PaymentPolicy, communes: Mapping[str, str]
) -> Iterator[tuple[str, list[File]]]:
    """By recipient the files of a run. `proposed` is from `instructed.read_approved`; `communes`: ward code to name."""
    for recipient, rows in groupby(proposed.to_pylist(), key=lambda row: str(row["recipient"])):
        if recipient == POST:
            yield recipient, list(_cash_files(run, list(rows), communes))
        else:
            yield recipient, list(_bank_files(run, list(rows), recipient, policy))


def manifest(run: Run, recipient: str, files: list[File], *, key: Path | None) -> bytes:
    """What a recipient's delivery holds; signed with the key if there is one."""
    content = {
        "recipient": recipient,
        "period": run.period,
        "run": run.run_id,
        "created_at": _decided(run).isoformat(timespec="seconds"),
    }
    return delivery.manifest("instructions/1", content, files, key=key)


def _bank_files(run: Run, rows: list[Row], recipient: str, policy: PaymentPolicy) -> Iterator[File]:
    for message_id, group in groupby(rows, key=lambda row: str(row["message_id"])):
        transfers = [_transfer(row) for row in group]
        amount = sum(transfer.amount for transfer in transfers)
        if recipient in policy.csv:
            yield File(f"{message_id}.csv", "instructions-csv", write_bank_csv(transfers), len(transfers), amount)
        else:
            data = write_pain001(_order(run, message_id, recipient, policy), transfers)
            yield File(f"{message_id}.xml", "iso-pain001", data, len(transfers), amount)


def _cash_files(run: Run, rows: list[Row], communes: Mapping[str, str]) -> Iterator[File]:
    """Two forms for each commune: one to print and sign, one for the post's program."""
    ordered = sorted(rows, key=lambda row: (row["ward_code"] or "", row["village"] or "", row["payment_id"]))
    for ward, group in groupby(ordered, key=lambda row: row["ward_code"]):
        payments = [_cash(row) for row in group]
        amount, name = sum(p.amount for p in payments), ward or "khong-ro"
        commune = communes.get(ward or "", "Chưa rõ xã/phường")
        yield File(f"{name}.csv", "cash-csv", cash_csv(payments), len(payments), amount)
        book = cash_workbook(commune, run.period, payments)
        yield File(f"{name}.xlsx", "cash-list", book, len(payments), amount, counts=False)


def _order(run: Run, message_id: str, recipient: str, policy: PaymentPolicy) -> Order:
    if run.instructed_on is None:
        raise PaymentError(f"pay run {run.run_id} is not approved")
    return Order(
        message_id=message_id,
        payer_name=policy.payer.name,
        payer_account=policy.payer.account_for(recipient),
        payer_bank=policy.payer.bank_bin,
        created_at=_decided(run),
        # Of a day that is over by then, where nights are missing, a bank would refuse the whole file.
        execute_on=max(run.instructed_on, _decided(run).date()) + dt.timedelta(days=1),
    )


def _decided(run: Run) -> dt.datetime:
    if run.decided_at is None:
        raise PaymentError(f"pay run {run.run_id} is not approved")
    return run.decided_at.astimezone(_HANOI)


def _transfer(row: Row) -> Transfer:
    names = ("payment_id", "batch_id", "kind", "period", "amount", "bank_bin", "account_number", "payee_name")
    return Transfer(*(row[name] for name in names))


def _cash(row: Row) -> CashPayment:
    names = ("payment_id", "beneficiary_code", "full_name", "village", "kind", "period", "amount")
    return CashPayment(*(row[name] for name in names))
