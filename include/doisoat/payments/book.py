"""Pay runs in the warehouse, schema `payments`: proposed, decided, instructed. The only module here that speaks to it.

Whatever is killed when, and run again: an instruction is made once, because its key is; a run is decided on once.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

import pyarrow as pa
from psycopg import sql

from doisoat.errors import PaymentError
from doisoat.payments.plan import Plan
from doisoat.records import pay
from doisoat.storage.warehouse import Connection, connect, copy, fetch, guarded

# One at a time proposes, decides or instructs.
_LOCK: LiteralString = "select pg_advisory_xact_lock(hashtext('doisoat.payments'))"
_COUNT: LiteralString = "select count(*) from payments.instruction"
_NEWEST: LiteralString = "select max(business_date) from reconciled.run"
_ENTRIES: LiteralString = """
with other as (
    select h.beneficiary_code, max(h.valid_to) as changed_on
    from reconciled.beneficiary_history h join reconciled.beneficiary b using (beneficiary_code)
    where h.account_number is not null
    and (h.bank_bin, h.account_number) is distinct from (b.bank_bin, b.account_number)
    group by h.beneficiary_code
)
select b.beneficiary_code, b.personal_id, coalesce(b.programme_code, '-') as programme_code, b.full_name, b.village,
    b.district_code, b.ward_code, b.monthly_amount, b.match_status, b.person_status, b.pay_channel, b.hold_reason,
    b.bank_bin, b.account_number, a.holder_name, o.changed_on, c.beneficiary_code is not null as is_confirmed
from reconciled.beneficiary b
left join reconciled.account a using (bank_bin, account_number)
left join other o using (beneficiary_code)
left join payments.account_confirmation c using (beneficiary_code, bank_bin, account_number)"""
ENTRIES = pa.schema([
    *((name, pa.string()) for name in ("beneficiary_code", "personal_id", "programme_code", "full_name", "village")),
    *((name, pa.string()) for name in ("district_code", "ward_code")),
    ("monthly_amount", pa.int64()),
    *((name, pa.string()) for name in ("match_status", "person_status", "pay_channel", "hold_reason", "bank_bin")),
    *((name, pa.string()) for name in ("account_number", "holder_name")),
    ("changed_on", pa.date32()),
    ("is_confirmed", pa.bool_()),
])
WITHHELD = pa.schema([*pay.WITHHELD.schema, pa.field(pay.RUN_ID.name, pa.string())])
_WITHHELD: LiteralString = """
select {columns}, w.run_id from payments.withheld w join payments.run r using (run_id) where r.state = 'approved'"""
_NUMBER: LiteralString = "select coalesce(max(number), 0) + 1 from payments.run where period = %s"
_TOTALS: LiteralString = """
select totals from payments.run where period = %s and state = 'approved' order by number limit 1"""
_LABELS: LiteralString = "select domain, code, label_vi from reconciled.code_label"
_SUPERSEDE: LiteralString = """
update payments.run set state = 'superseded', decided_at = clock_timestamp() where state = 'proposed'
returning run_id"""
_PROPOSE: LiteralString = """
insert into payments.run (run_id, period, number, business_date, started_by, state, digest, totals, instructions_before)
values (%(run_id)s, %(period)s, %(number)s, %(business_date)s, %(started_by)s, 'proposed', %(digest)s, %(totals)s,
    %(instructions_before)s)"""
_RUN: LiteralString = """
select run_id, period, number, business_date, started_by, state, digest, instructions_before, decided_at, instructed_on
from payments.run where run_id = %s for update"""
# Nights are published between proposal and decision: each payment must still be what the tables allow.
_CHANGED: LiteralString = """
select exists (
    select from payments.proposal p left join reconciled.beneficiary b using (beneficiary_code)
    where p.run_id = %s and (
        b.pay_channel is null or b.pay_channel = 'hold' or b.person_status is distinct from 'alive'
        or b.match_status <> 'matched' or b.personal_id is distinct from p.personal_id
        or (p.pay_channel <> 'postal_cash' and (b.pay_channel, b.bank_bin, b.account_number)
            is distinct from (p.pay_channel, p.bank_bin, p.account_number))))"""
_DECIDE: LiteralString = """
update payments.run set state = %s, decided_by = %s, decided_at = clock_timestamp(), instructed_on = %s
where run_id = %s"""
_INSTRUCT: LiteralString = """
insert into payments.instruction ({columns}, run_id, instructed_on)
select {columns}, run_id, %(date)s from payments.proposal where run_id = %(run_id)s"""
# Readers see at once what has been instructed; the next night settles it.
_SHOW: LiteralString = """
insert into reconciled.payment ({columns}, run_id, instructed_on, business_date, status)
select {columns}, run_id, instructed_on, instructed_on, 'instructed' from payments.instruction where run_id = %(run_id)s
on conflict do nothing"""
_WRITTEN: LiteralString = """
insert into payments.output (place, run_id, recipient, sha256, bytes, payments, amount)
values (%(place)s, %(run_id)s, %(recipient)s, %(sha256)s, %(bytes)s, %(payments)s, %(amount)s) on conflict do nothing"""
_ALL_WRITTEN: LiteralString = """
update payments.run set written_at = clock_timestamp() where run_id = %s and written_at is null"""


@dataclass(frozen=True)
class Run:
    """A pay run; `decided_at` and `instructed_on` are None until it is approved."""

    run_id: str
    period: str
    number: int
    business_date: dt.date
    started_by: str
    state: str
    digest: str
    instructions_before: int
    decided_at: dt.datetime | None
    instructed_on: dt.date | None


@dataclass(frozen=True)
class Basis:
    """What a run is made from: the published night, its entries, what was withheld before, which number it is."""

    business_date: dt.date
    entries: pa.Table
    withheld: pa.Table
    number: int
    instructions: int  # how many there are


@guarded("reading what a pay run starts from")
def read_basis(url: str, period: str) -> Basis:
    """PaymentError if nothing is published yet."""
    with connect(url) as connection:
        connection.execute("set transaction isolation level repeatable read")
        date = _one(connection, _NEWEST)
        if date is None:
            raise PaymentError("nothing is published yet: run a night first")
        withheld = sql.SQL(_WITHHELD).format(columns=_columns(pay.WITHHELD.names, of="w"))
        return Basis(
            business_date=date,
            entries=fetch(connection, sql.SQL(_ENTRIES), ENTRIES),
            withheld=fetch(connection, withheld, WITHHELD),
            number=int(_one(connection, _NUMBER, period)),
            instructions=int(_one(connection, _COUNT)),
        )


@guarded("reading the instructions")
def read_instructions(url: str, *, until: dt.date, since: str) -> pa.Table:
    """records.pay.INSTRUCTION made up to and with a business date, in runs of the period `since` and later."""
    query = sql.SQL(
        "select {columns} from payments.instruction"
        " where instructed_on <= {until} and split_part(run_id, '/', 1) >= {since}"
    ).format(columns=_columns(pay.INSTRUCTION.names), until=sql.Literal(until), since=sql.Literal(since))
    with connect(url) as connection:
        return fetch(connection, query, pay.INSTRUCTION.schema)


@guarded("reading the period before")
def read_totals(url: str, period: str) -> dict[str, Any] | None:
    """The totals of the period's first approved run; None if it had none."""
    with connect(url) as connection:
        found: dict[str, Any] | None = _one(connection, _TOTALS, period)
        return found


@guarded("reading labels")
def read_labels(url: str) -> dict[tuple[str, str], str]:
    """(domain, code) to its Vietnamese label."""
    with connect(url) as connection:
        return {(domain, code): label for domain, code, label in connection.execute(_LABELS).fetchall()}


@guarded("proposing a pay run")
def propose(url: str, basis: Basis, plan: Plan, *, period: str, started_by: str, totals: Mapping[str, Any]) -> str:
    """Keep a plan as the one proposal that waits for a decision; the run's id. A former one is superseded."""
    run_id = f"{period}/{basis.number}"
    with connect(url) as connection:
        connection.execute(_LOCK)
        if int(_one(connection, _COUNT)) != basis.instructions:
            raise PaymentError("payments have been instructed meanwhile: start the run again")
        for (former,) in connection.execute(_SUPERSEDE).fetchall():
            _record(connection, "pay_run_superseded", former, {"by": run_id})
        values = {
            "run_id": run_id,
            "period": period,
            "number": basis.number,
            "business_date": basis.business_date,
            "started_by": started_by,
            "digest": totals["digest"],
            "totals": json.dumps(totals),
            "instructions_before": basis.instructions,
        }
        connection.execute(_PROPOSE, values)
        _keep(connection, "proposal", plan.proposed, run_id)
        _keep(connection, "withheld", plan.withheld, run_id)
        _record(connection, "pay_run_proposed", run_id, {"started_by": started_by, "digest": totals["digest"]})
    return run_id


@guarded("deciding on a pay run")
def decide(url: str, run_id: str, *, approved: bool, by: str) -> None:
    """Record a person's decision; an approved run is instructed with it, in one transaction.

    PaymentError if it was decided on before, if the person started it, or if it is out of date: then nothing is paid.
    """
    with connect(url) as connection:
        connection.execute(_LOCK)
        run = _run(connection, run_id)
        state = "approved" if approved else "refused"
        if run.state == state:
            return  # the task that recorded it was run again
        if run.state != "proposed":
            raise PaymentError(f"pay run {run_id} is {run.state}: nothing more can be decided on it")
        problem = _objection(connection, run, by) if approved else None
        if problem is None:
            _approve(connection, run, by) if approved else _refuse(connection, run, "refused", by)
        else:
            _refuse(connection, run, "refused", by, problem=problem)
    if problem is not None:
        raise PaymentError(f"pay run {run_id}: {_OBJECTIONS[problem]}; nothing was instructed")


@guarded("closing a pay run that nobody decided on")
def expire(url: str, run_id: str) -> None:
    """Nobody decided in time: nothing is instructed. No error if it was decided on after all."""
    with connect(url) as connection:
        connection.execute(_LOCK)
        run = _run(connection, run_id)
        if run.state == "proposed":
            _refuse(connection, run, "expired", None)


@guarded("reading a pay run")
def read_approved(url: str, run_id: str) -> tuple[Run, pa.Table]:
    """An approved run and what it instructed, with what the files need: records.pay.PROPOSAL in the order of the files.

    PaymentError for a run that was not approved, or of which another thing was instructed than was proposed.
    """
    query = sql.SQL(
        "select {columns} from payments.proposal p"
        " where p.run_id = {run} and exists (select from payments.instruction i"
        " where i.payment_id = p.payment_id and i.run_id = {run}) order by recipient, message_id, batch_id,"
        " district_code, ward_code, payment_id"
    ).format(columns=_columns(pay.PROPOSAL.names, of="p"), run=sql.Literal(run_id))
    with connect(url) as connection:
        run = _run(connection, run_id)
        if run.state != "approved":
            raise PaymentError(f"pay run {run_id} is {run.state}, not approved: nothing may leave")
        return run, fetch(connection, query, pay.PROPOSAL.schema)


@guarded("recording a file of instructions")
def record_output(url: str, **values: Any) -> None:
    """place, run_id, recipient, sha256, bytes, payments, amount of a file that has been written."""
    with connect(url) as connection:
        connection.execute(_WRITTEN, values)


@guarded("recording that a pay run was written")
def record_written(url: str, run_id: str, files: int) -> None:
    with connect(url) as connection:
        if connection.execute(_ALL_WRITTEN, [run_id]).rowcount:
            _record(connection, "pay_run_written", run_id, {"files": files})


_OBJECTIONS = {
    "started_by_the_same": "whoever started it cannot approve it",
    "started_by_nobody": "nobody is known to have started it, so nobody else can approve it",
    "others_instructed": "other payments have been instructed since it was proposed: start it again",
    "tables_changed": "the published tables no longer say so of every payment: start it again",
}


def _objection(connection: Connection, run: Run, by: str) -> str | None:
    if not by or not run.started_by:
        return "started_by_nobody"
    if by == run.started_by:
        return "started_by_the_same"
    if int(_one(connection, _COUNT)) != run.instructions_before:
        return "others_instructed"
    return "tables_changed" if _one(connection, _CHANGED, run.run_id) else None


def _approve(connection: Connection, run: Run, by: str) -> None:
    date = _one(connection, _NEWEST)
    values = {"run_id": run.run_id, "date": date}
    connection.execute(_DECIDE, ["approved", by, date, run.run_id])
    columns = _columns(pay.PAYMENT_NAMES)
    made = connection.execute(sql.SQL(_INSTRUCT).format(columns=columns), values).rowcount
    connection.execute(sql.SQL(_SHOW).format(columns=columns), values)
    _record(connection, "pay_run_approved", run.run_id, {"by": by, "digest": run.digest, "payments": made})


def _refuse(connection: Connection, run: Run, state: str, by: str | None, *, problem: str | None = None) -> None:
    connection.execute(_DECIDE, [state, by, None, run.run_id])
    detail = {"by": by, "digest": run.digest, **({"problem": problem} if problem else {})}
    _record(connection, f"pay_run_{state}", run.run_id, detail)


def _run(connection: Connection, run_id: str) -> Run:
    row = connection.execute(_RUN, [run_id]).fetchone()
    if row is None:
        raise PaymentError(f"there is no pay run {run_id}")
    return Run(*row)


def _keep(connection: Connection, name: str, data: pa.Table, run_id: str) -> None:
    named = data.append_column(pay.RUN_ID.name, pa.repeat(run_id, data.num_rows))
    copy(connection, sql.Identifier("payments", name), named)


def _record(connection: Connection, action: str, run_id: str, detail: Mapping[str, Any]) -> None:
    connection.execute("select audit.record(%s, %s, %s)", [action, run_id, json.dumps(detail)])


def _columns(names: Any, *, of: str | None = None) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(of, name) if of else sql.Identifier(name) for name in names)


def _one(connection: Connection, query: LiteralString, *values: Any) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
