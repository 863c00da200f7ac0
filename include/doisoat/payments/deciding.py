"""What a person decides about a pay run, once, and never whoever started it; approved, it is instructed with that."""

from typing import LiteralString

from psycopg import sql

from doisoat.errors import PaymentError
from doisoat.payments.book import COUNT, LOCK, NEWEST, Run, columns, find_run, note, one
from doisoat.records import pay
from doisoat.storage.warehouse import Connection, connect, guarded

# Nights are published between proposal and decision: each payment must still be what the tables allow, and nothing that
# was taken for failed may have arrived after all.
_CHANGED: LiteralString = """
select exists (
    select from payments.proposal p left join reconciled.beneficiary b using (beneficiary_code)
    where p.run_id = %s and (
        b.pay_channel is null or b.pay_channel = 'hold' or b.person_status is distinct from 'alive'
        or b.match_status <> 'matched' or b.personal_id is distinct from p.personal_id
        or (p.kind = 'regular' and (coalesce(b.programme_code, '-'), b.monthly_amount)
            is distinct from (p.programme_code, p.amount))
        or (p.pay_channel <> 'postal_cash' and (b.pay_channel, b.bank_bin, b.account_number)
            is distinct from (p.pay_channel, p.bank_bin, p.account_number)))
) or exists (
    select from payments.proposal p join reconciled.payment q using (beneficiary_code, period)
    where p.run_id = %s and q.status not in ('returned', 'rejected', 'replaced')
)"""
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
_OBJECTIONS = {
    "started_by_the_same": "whoever started it cannot approve it",
    "started_by_nobody": "nobody is known to have started it, so nobody else can approve it",
    "others_instructed": "other payments have been instructed since it was proposed: start it again",
    "tables_changed": "the published tables no longer say so of every payment: start it again",
}


@guarded("deciding on a pay run")
def decide(url: str, run_id: str, *, approved: bool, by: str) -> None:
    """Record a person's decision; an approved run is instructed with it, in one transaction.

    PaymentError if it was decided on before, if the person started it, or if it is out of date: then nothing is paid.
    """
    with connect(url) as connection:
        connection.execute(LOCK)
        run = find_run(connection, run_id)
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
def expire(url: str, run_id: str) -> str:
    """Nobody decided in time: nothing is instructed. The state after that: another if it was decided on after all."""
    with connect(url) as connection:
        connection.execute(LOCK)
        run = find_run(connection, run_id)
        if run.state != "proposed":
            return run.state
        _refuse(connection, run, "expired", None)
    return "expired"


def _objection(connection: Connection, run: Run, by: str) -> str | None:
    if not by or not run.started_by:
        return "started_by_nobody"
    if by == run.started_by:
        return "started_by_the_same"
    if int(one(connection, COUNT)) != run.instructions_before:
        return "others_instructed"
    return "tables_changed" if one(connection, _CHANGED, run.run_id, run.run_id) else None


def _approve(connection: Connection, run: Run, by: str) -> None:
    date = one(connection, NEWEST)
    values = {"run_id": run.run_id, "date": date}
    connection.execute(_DECIDE, ["approved", by, date, run.run_id])
    named = columns(pay.PAYMENT_NAMES)
    made = connection.execute(sql.SQL(_INSTRUCT).format(columns=named), values).rowcount
    connection.execute(sql.SQL(_SHOW).format(columns=named), values)
    note(connection, "pay_run_approved", run.run_id, {"by": by, "digest": run.digest, "payments": made})


def _refuse(connection: Connection, run: Run, state: str, by: str | None, *, problem: str | None = None) -> None:
    connection.execute(_DECIDE, [state, by, None, run.run_id])
    detail = {"by": by, "digest": run.digest, **({"problem": problem} if problem else {})}
    note(connection, f"pay_run_{state}", run.run_id, detail)
