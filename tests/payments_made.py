"""Invented payments: builders that take what a test is about."""

import datetime as dt
from typing import Any

import pyarrow as pa

from doisoat.payments.ledger import Ledger, settle
from doisoat.payments.payment_id import Key, payment_id
from doisoat.payments.period import shift
from doisoat.payments.plan import Known, Plan, plan
from doisoat.payments.policy import PaymentPolicy, load_policy
from doisoat.records import core, mart, pay
from doisoat.records.table import Table

BANK = "970436"
PAID_ON = dt.date(2024, 1, 22)
AMOUNTS = {"05c": 440_000, "06c": 550_000, "TB": None}
ENTRY = {
    "programme_code": "05c",
    "full_name": "Nguyễn Thị An",
    "village": "Thôn 3",
    "district_code": "001",
    "ward_code": "00001",
    "monthly_amount": 440_000,
    "match_status": "matched",
    "person_status": "alive",
    "pay_channel": "bank",
    "hold_reason": None,
    "bank_bin": BANK,
    "account_number": "0011001234567",
    "holder_name": "NGUYEN THI AN",
    "changed_on": None,
    "is_confirmed": False,
}
ENTRY_SCHEMA = pa.schema([
    ("beneficiary_code", pa.string()),
    ("personal_id", pa.string()),
    *((name, pa.int64() if name == "monthly_amount" else pa.string()) for name in list(ENTRY)[:-2]),
    ("changed_on", pa.date32()),
    ("is_confirmed", pa.bool_()),
])
WITHHELD_SCHEMA = pay.WITHHELD.schema.append(pa.field(pay.RUN_ID.name, pa.string()))
NOBODY = pa.table({
    "personal_id": pa.array([], pa.string()),
    "status": pa.array([], pa.string()),
    "status_date": pa.array([], pa.date32()),
})


def rows(table: Table | pa.Schema, *given: dict[str, Any]) -> pa.Table:
    schema = table.schema if isinstance(table, Table) else table
    return pa.Table.from_pylist([{n: r.get(n) for n in schema.names} for r in given], schema=schema)


def entry(code: str, **values: Any) -> dict[str, Any]:
    return {"beneficiary_code": code, "personal_id": f"person of {code}", **ENTRY, **values}


def instruction(code: str, **values: Any) -> dict[str, Any]:
    key = Key(code, values.get("programme_code", "05c"), values.get("period", "2024-02"), values.get("attempt", 1))
    return {
        "payment_id": payment_id(key),
        **key._asdict(),
        "kind": "regular",
        "personal_id": f"person of {code}",
        "amount": 440_000,
        "pay_channel": "bank",
        "bank_bin": BANK,
        "account_number": "0011001234567",
        "recipient": BANK,
        "district_code": "001",
        "ward_code": "00001",
        "message_id": "DS202402-1-970436-001",
        "batch_id": "DS202402-1-970436-001-REG",
        "run_id": "2024-02/1",
        "instructed_on": PAID_ON,
        **values,
    }


def payment(code: str, **values: Any) -> dict[str, Any]:
    """A row of the ledger."""
    return {**instruction(code, **values), "status": "settled", **values}


def said(code: str, outcome: str, *, days: int = 1, **values: Any) -> dict[str, Any]:
    """What the bank said of an entry's payment, so many days after it was instructed."""
    day = PAID_ON + dt.timedelta(days=days)
    event = {
        "scope": "payment",
        "payment_id": instruction(code)["payment_id"],
        "outcome": outcome,
        "status_code": "BOOK",
        "occurred_on": day,
        "delivery_date": day,
        "sequence": 1,
        "sender": BANK,
        "file": "returns.xml",
        "row_number": 1,
        **values,
    }
    return {"event_id": repr(sorted((k, v) for k, v in event.items() if k not in {"delivery_date", "file"})), **event}


def ledger(instructions: list[dict[str, Any]], events: list[dict[str, Any]], *, days: int = 2, **values: Any) -> Ledger:
    return settle(
        rows(pay.INSTRUCTION, *instructions),
        rows(core.PAYMENTS, *events),
        persons=values.get("persons", NOBODY),
        date=PAID_ON + dt.timedelta(days=days),
        policy=load_policy(),
    )


def only(table: pa.Table) -> dict[str, Any]:
    (row,) = table.to_pylist()
    return row


def planned(
    entries: list[dict[str, Any]],
    payments: list[dict[str, Any]] | None = None,
    withheld: list[dict[str, Any]] | None = None,
    *,
    period: str = "2024-02",
    policy: PaymentPolicy | None = None,
    date: dt.date = PAID_ON,
    allowed: tuple[str, ...] = (),
    amounts: dict[str, dict[str, int | None]] | None = None,
) -> Plan:
    policy = policy or load_policy()
    periods = [shift(period, -back) for back in range(policy.repeat_periods + 1)]
    known = Known(
        rows(ENTRY_SCHEMA, *entries),
        rows(mart.PAYMENT, *(payments or [])),
        rows(WITHHELD_SCHEMA, *(withheld or [])),
        dict.fromkeys(periods, AMOUNTS) | (amounts or {}),
        allowed,
    )
    return plan(known, period=period, number=1, date=date, policy=policy)
