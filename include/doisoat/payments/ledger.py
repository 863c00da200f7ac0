"""The ledger: what was instructed and what was said of it, settled into one state a payment.

A function of two sets. It does not matter in what order, how often or how late the words about a payment came.
"""

import datetime as dt
from dataclasses import dataclass

import pyarrow as pa

from doisoat.errors import ConservationError
from doisoat.payments.policy import PaymentPolicy
from doisoat.reconcile.relations import Relations
from doisoat.records import core, mart, pay
from doisoat.records.table import Table

LAYER = "payments"


@dataclass(frozen=True)
class Ledger:
    """Tables of records.mart on a date: PAYMENT, PAYMENT_CLOSING, PAYMENT_UNMATCHED, PAID_AFTER_DEATH."""

    payment: pa.Table
    closing: pa.Table
    unmatched: pa.Table
    paid_after_death: pa.Table


def settle(
    instructions: pa.Table, events: pa.Table, *, persons: pa.Table, date: dt.date, policy: PaymentPolicy
) -> Ledger:
    """The ledger on `date`.

    `instructions` is records.pay.INSTRUCTION, `events` core/payments, `persons` has personal_id, status and status_date
    of the register. ConservationError if a payment is lost or counted twice.
    """
    days = {"date": date, "unknown_after_days": policy.unknown_after_days, "cash_days": policy.cash_days}
    with Relations(
        instruction=instructions.select(pay.INSTRUCTION.names),
        event=events.select(core.PAYMENTS.names),
        person=persons.select(["personal_id", "status", "status_date"]),
    ) as relations:
        relations.derive("said", {"date": date}, layer=LAYER)
        relations.derive("judged", {"highest_charge": policy.highest_charge}, layer=LAYER)
        for name in ("word", "told"):
            relations.derive(name, layer=LAYER)
        relations.derive("state", days, layer=LAYER)
        for name in ("payment", "payment_closing", "payment_unmatched", "paid_after_death"):
            relations.derive(name, {"date": date}, layer=LAYER)
        ledger = Ledger(
            _as(mart.PAYMENT, relations.table("payment")),
            _as(mart.PAYMENT_CLOSING, relations.table("payment_closing")),
            _as(mart.PAYMENT_UNMATCHED, relations.table("payment_unmatched")),
            _as(mart.PAID_AFTER_DEATH, relations.table("paid_after_death")),
        )
    _require_all(instructions, ledger)
    return ledger


def _as(table: Table, data: pa.Table) -> pa.Table:
    return data.select(table.names).cast(table.schema)


def _require_all(instructions: pa.Table, ledger: Ledger) -> None:
    wanted = (instructions.num_rows, sum(instructions["amount"].to_pylist()))
    closed = (sum(ledger.closing["payments"].to_pylist()), sum(ledger.closing["instructed"].to_pylist()))
    if ledger.payment.num_rows != wanted[0] or closed != wanted:
        raise ConservationError(f"{wanted[0]} payments were instructed, and the closing accounts for {closed[0]}")
