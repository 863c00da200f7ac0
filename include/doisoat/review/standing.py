"""What stands at this moment, as a table that a night of linkage takes into the lake."""

from typing import LiteralString

import pyarrow as pa

from doisoat.records.link import DECISION
from doisoat.storage.warehouse import Connection, connect, guarded

_STANDING: LiteralString = """
select decision_id, to_char(decided_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as decided_at, decided_by,
    subject, beneficiary_code, bank_bin, account_number, personal_id, verdict, reason, evidence_digest, contested
from review.standing order by decision_id"""


def standing(connection: Connection) -> pa.Table:
    """link/decision: every decision that stands, the newest last. Notes stay in the warehouse."""
    cursor = connection.execute(_STANDING)
    names = [column.name for column in cursor.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return pa.Table.from_pylist(rows, schema=DECISION.schema)


@guarded("reading what people decided")
def read_standing(url: str) -> pa.Table:
    """The same, of a warehouse that is migrated."""
    with connect(url) as connection:
        return standing(connection)
