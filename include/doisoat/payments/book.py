"""What the modules that keep pay runs in the warehouse, schema `payments`, have in common: a run, the lock, the audit.

`basis` reads what a run starts from, `proposing` keeps a proposal, `deciding` what a person decides and so instructs,
`instructed` what is to leave and has left. Whatever is killed when, and run again: an instruction is made once, because
its key is; a run is decided on once.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, LiteralString

from psycopg import sql

from doisoat.errors import PaymentError
from doisoat.storage.warehouse import Connection, connect, guarded

# One at a time proposes, decides or instructs.
LOCK: LiteralString = "select pg_advisory_xact_lock(hashtext('doisoat.payments'))"
COUNT: LiteralString = "select count(*) from payments.instruction"
NEWEST: LiteralString = "select max(business_date) from reconciled.run"
_RUN: LiteralString = """
select run_id, period, number, business_date, started_by, state, digest, instructions_before, decided_at, instructed_on
from payments.run where run_id = %s for update"""


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


@guarded("reading the state of a pay run")
def read_state(url: str, run_id: str) -> str:
    with connect(url) as connection:
        return find_run(connection, run_id).state


def find_run(connection: Connection, run_id: str) -> Run:
    """The run, locked until the transaction ends; PaymentError if there is none."""
    row = connection.execute(_RUN, [run_id]).fetchone()
    if row is None:
        raise PaymentError(f"there is no pay run {run_id}")
    return Run(*row)


def note(connection: Connection, action: str, run_id: str, detail: Mapping[str, Any]) -> None:
    """Into the audit log, in the same transaction."""
    connection.execute("select audit.record(%s, %s, %s)", [action, run_id, json.dumps(detail)])


def columns(names: Any, *, of: str | None = None) -> sql.Composable:
    return sql.SQL(", ").join(sql.Identifier(of, name) if of else sql.Identifier(name) for name in names)


def one(connection: Connection, query: LiteralString, *values: Any) -> Any:
    row = connection.execute(query, values).fetchone()
    return row[0] if row else None
