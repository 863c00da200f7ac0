"""What a run would pay, to whom, where, and what it withholds and why. Nothing is instructed here."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa

from doisoat.names.fold import fold
from doisoat.payments.payment_id import Key, payment_id
from doisoat.payments.period import shift
from doisoat.payments.policy import PaymentPolicy
from doisoat.payments.returns import load_returns
from doisoat.reconcile.programmes import same_programme
from doisoat.reconcile.relations import Relations
from doisoat.records import mart, pay

LAYER = "payments"
POST = "buudien"  # the post: recipient of cash lists, and sender in the landing


@dataclass(frozen=True)
class Known:
    """What a run starts from.

    `entries`: columns of records.mart.BENEFICIARY that are read, with holder_name, changed_on (null: the account never
    changed) and is_confirmed. `payments`: records.mart.PAYMENT. `withheld`: records.pay.WITHHELD of former runs, with
    run_id. `amounts`: of the period that is paid, and of those before it that may still be, each programme that is
    known with its đồng a month, None where the law has no single figure. `allowed`: ids of failed payments that a
    person says may be sent again.
    """

    entries: pa.Table
    payments: pa.Table
    withheld: pa.Table
    amounts: Mapping[str, Mapping[str, int | None]]
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """records.pay.PROPOSAL and records.pay.WITHHELD."""

    proposed: pa.Table
    withheld: pa.Table


def plan(known: Known, *, period: str, number: int, date: dt.date, policy: PaymentPolicy) -> Plan:
    """The plan of the period's `number`th run, made on `date`. The same in gives the same out, down to the order."""
    meaning = load_returns().values()
    oldest = shift(period, -policy.repeat_periods)
    with Relations(
        entry=known.entries,
        payment=known.payments.select(mart.PAYMENT.names),
        withheld_before=known.withheld,
        amounts=_amounts(known),
        allowed=pa.table({"payment_id": pa.array(known.allowed, pa.string())}),
        meaning=pa.table({"code": [m.code for m in meaning], "resend": [m.resend for m in meaning]}),
    ) as relations:
        relations.derive("record", layer=LAYER)
        relations.derive("uncollected", layer=LAYER)
        relations.derive("reported_dead", layer=LAYER)
        relations.derive("owed", {"period": period, "oldest": oldest, "arrears": list(policy.arrears)}, layer=LAYER)
        bounds = {name: getattr(policy, name) for name in ("failures", "rest_days", "uncollected", "highest_amount")}
        relations.derive("routed", {"date": date, **bounds}, layer=LAYER)
        files = {"post": POST, "per_file": policy.per_file, "message": f"DS{period.replace('-', '')}-{number}"}
        relations.derive("proposed", files, layer=LAYER)
        relations.derive("withheld", layer=LAYER)
        proposed, withheld = relations.table("proposed"), relations.table("withheld")
    return Plan(_with_ids(proposed, policy), withheld.select(pay.WITHHELD.names).cast(pay.WITHHELD.schema))


def _amounts(known: Known) -> pa.Table:
    """period, code (as programmes are compared), amount."""
    schema = pa.schema([("period", pa.string()), ("code", pa.string()), ("amount", pa.int64())])
    rows = [
        {"period": period, "code": same_programme(programme), "amount": amount}
        for period, amounts in known.amounts.items()
        for programme, amount in amounts.items()
    ]
    return pa.Table.from_pylist(rows, schema)


def payee_name(name: str, length: int) -> str:
    """A name as banks want it: capital letters without tones, single spaces, cut at the end."""
    return fold(name).upper()[:length].rstrip()


def _with_ids(proposed: pa.Table, policy: PaymentPolicy) -> pa.Table:
    keys = zip(*(proposed[name].to_pylist() for name in Key._fields), strict=True)
    names = zip(proposed["holder_name"].to_pylist(), proposed["full_name"].to_pylist(), strict=True)
    columns = {name: proposed[name] for name in proposed.column_names if name != "holder_name"}
    columns["payment_id"] = pa.array([payment_id(Key(*key)) for key in keys], pa.string())
    columns["payee_name"] = pa.array(
        [payee_name(holder or name, policy.name_length) for holder, name in names], pa.string()
    )
    return pa.table(columns).select(pay.PROPOSAL.names).cast(pay.PROPOSAL.schema)
