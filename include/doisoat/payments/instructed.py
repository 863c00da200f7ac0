"""What has been instructed: for the ledger, for the files, and which of those have left."""

import datetime as dt
from typing import Any, LiteralString

import pyarrow as pa
from psycopg import sql

from doisoat.errors import PaymentError
from doisoat.payments.book import Run, columns, find_run, note
from doisoat.payments.totals import digest
from doisoat.records import pay
from doisoat.storage.warehouse import connect, fetch, guarded

_WRITTEN: LiteralString = """
insert into payments.output (place, run_id, recipient, sha256, bytes, payments, amount)
values (%(place)s, %(run_id)s, %(recipient)s, %(sha256)s, %(bytes)s, %(payments)s, %(amount)s) on conflict do nothing"""
_ALL_WRITTEN: LiteralString = """
update payments.run set written_at = clock_timestamp() where run_id = %s and written_at is null"""


@guarded("reading the instructions")
def read_instructions(url: str, *, until: dt.date, since: str) -> pa.Table:
    """records.pay.INSTRUCTION made up to and with a business date, in runs of the period `since` and later."""
    query = sql.SQL(
        "select {columns} from payments.instruction"
        " where instructed_on <= {until} and split_part(run_id, '/', 1) >= {since}"
    ).format(columns=columns(pay.INSTRUCTION.names), until=sql.Literal(until), since=sql.Literal(since))
    with connect(url) as connection:
        return fetch(connection, query, pay.INSTRUCTION.schema)


@guarded("reading a pay run")
def read_approved(url: str, run_id: str) -> tuple[Run, pa.Table]:
    """An approved run and what it instructed, with what the files need: records.pay.PROPOSAL in the order of the files.

    PaymentError for a run that was not approved, or of which something else is there than was decided on.
    """
    query = sql.SQL(
        "select {columns} from payments.proposal p"
        " where p.run_id = {run} and exists (select from payments.instruction i"
        " where i.payment_id = p.payment_id and i.run_id = {run}) order by recipient, message_id, batch_id,"
        " district_code, ward_code, payment_id"
    ).format(columns=columns(pay.PROPOSAL.names, of="p"), run=sql.Literal(run_id))
    with connect(url) as connection:
        run = find_run(connection, run_id)
        if run.state != "approved":
            raise PaymentError(f"pay run {run_id} is {run.state}, not approved: nothing may leave")
        proposed = fetch(connection, query, pay.PROPOSAL.schema)
    if digest(proposed) != run.digest:
        raise PaymentError(f"pay run {run_id}: what is there is not what was decided on; nothing may leave")
    return run, proposed


@guarded("recording a file of instructions")
def record_output(url: str, **values: Any) -> None:
    """place, run_id, recipient, sha256, bytes, payments, amount of a file that has been written."""
    with connect(url) as connection:
        connection.execute(_WRITTEN, values)


@guarded("recording that a pay run was written")
def record_written(url: str, run_id: str, files: int) -> None:
    with connect(url) as connection:
        if connection.execute(_ALL_WRITTEN, [run_id]).rowcount:
            note(connection, "pay_run_written", run_id, {"files": files})
