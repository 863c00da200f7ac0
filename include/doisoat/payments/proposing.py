"""Keeps a plan as the one proposal that waits for a decision."""

import json
from collections.abc import Mapping
from typing import Any, LiteralString

import pyarrow as pa
from psycopg import sql

from doisoat.errors import PaymentError
from doisoat.payments.basis import Basis
from doisoat.payments.book import COUNT, LOCK, note, one
from doisoat.payments.plan import Plan
from doisoat.records import pay
from doisoat.storage.warehouse import Connection, connect, copy, guarded

_SUPERSEDE: LiteralString = """
update payments.run set state = 'superseded', decided_at = clock_timestamp() where state = 'proposed'
returning run_id"""
_PROPOSE: LiteralString = """
insert into payments.run (run_id, period, number, business_date, started_by, state, digest, totals, instructions_before)
values (%(run_id)s, %(period)s, %(number)s, %(business_date)s, %(started_by)s, 'proposed', %(digest)s, %(totals)s,
    %(instructions_before)s)"""


@guarded("proposing a pay run")
def propose(url: str, basis: Basis, plan: Plan, *, period: str, started_by: str, totals: Mapping[str, Any]) -> str:
    """Keep a plan as the one proposal that waits for a decision; the run's id. A former one is superseded."""
    run_id = f"{period}/{basis.number}"
    with connect(url) as connection:
        connection.execute(LOCK)
        if int(one(connection, COUNT)) != basis.instructions:
            raise PaymentError("payments have been instructed meanwhile: start the run again")
        for (former,) in connection.execute(_SUPERSEDE).fetchall():
            note(connection, "pay_run_superseded", former, {"by": run_id})
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
        note(connection, "pay_run_proposed", run_id, {"started_by": started_by, "digest": totals["digest"]})
    return run_id


def _keep(connection: Connection, name: str, data: pa.Table, run_id: str) -> None:
    named = data.append_column(pay.RUN_ID.name, pa.repeat(run_id, data.num_rows))
    copy(connection, sql.Identifier("payments", name), named)
