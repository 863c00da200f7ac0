"""One transaction takes readers from the night before to this one."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from psycopg import sql

from doisoat.errors import PublicationError
from doisoat.publish.cases import merge_cases
from doisoat.publish.forecast import make_forecast
from doisoat.publish.labels import read_labels
from doisoat.publish.stage import STAGED
from doisoat.publish.successors import read_successors
from doisoat.publish.timeline import merge_discrepancies, merge_history
from doisoat.publish.worklist import merge_worklist
from doisoat.records.mart import (
    ACCOUNT,
    ACCOUNT_CLAIM,
    BENEFICIARY,
    BENEFICIARY_HISTORY,
    CANDIDATE,
    CASE_FILE,
    CODE_LABEL,
    COVERAGE,
    DISCREPANCY,
    FIELDWORK,
    FILE_ACCOUNTING,
    LINK_PROFILE,
    PAID_AFTER_DEATH,
    PAYMENT,
    PAYMENT_CLOSING,
    PAYMENT_UNMATCHED,
    QUALITY_RESULT,
    QUARANTINE,
    WARD_SUCCESSOR,
)
from doisoat.records.table import Table
from doisoat.storage.reference import load_calendar
from doisoat.storage.warehouse import Connection, connect, copy, guarded

KEYS = {
    BENEFICIARY: ("beneficiary_code",),
    ACCOUNT: ("bank_bin", "account_number"),
    FILE_ACCOUNTING: ("business_date", "feed", "sender", "delivery_date", "sequence", "file"),
    QUARANTINE: ("business_date", "feed", "sender", "file", "row_number"),
    QUALITY_RESULT: ("business_date", "suite", "expectation"),
    LINK_PROFILE: ("business_date", "subject", "aspect", "code"),
    COVERAGE: ("business_date", "area"),
    PAYMENT: ("payment_id",),
    PAYMENT_CLOSING: ("business_date", "period", "pay_channel", "recipient", "district_code"),
    PAYMENT_UNMATCHED: ("event_id",),
    PAID_AFTER_DEATH: ("payment_id",),
    CODE_LABEL: ("domain", "code"),
    WARD_SUCCESSOR: ("ward_code", "valid_from", "successor_code"),
    FIELDWORK: ("ward_code", "delivery_date", "sequence", "file", "row_number"),
    ACCOUNT_CLAIM: ("beneficiary_code",),
}
# The newest night only.
AS_OF = (BENEFICIARY, ACCOUNT, FIELDWORK, ACCOUNT_CLAIM, PAYMENT, PAYMENT_UNMATCHED, PAID_AFTER_DEATH)
BY_DATE = (FILE_ACCOUNTING, QUARANTINE, QUALITY_RESULT, LINK_PROFILE, COVERAGE, PAYMENT_CLOSING)  # every night
KEPT = (PAYMENT,)  # of runs long ago, or instructed since the night was settled: not staged, and not to be removed

# Rows that do not change are not touched, and no statement takes a lock that a reader would wait for.
_DELETE = """
delete from {target} t where {scope}
and not exists (select from {source} s where {same_key})"""
_UPSERT = """
insert into {target} as t ({columns}) select {columns} from {source} s
on conflict ({key}) do update set ({columns}) = row({new})
where row({old}) is distinct from row({new})"""
# A night that is published again after another publication of the same date is the newest once more.
_RUN = """
insert into reconciled.run as t (run_id, business_date, inputs, code_version, counts)
values (%(run_id)s, %(business_date)s, %(inputs)s, %(code_version)s, %(counts)s)
on conflict (run_id) do update set published_at = now() where exists (
    select from reconciled.run o where o.business_date = t.business_date and o.published_at > t.published_at)"""

# Of a date that the statistics do not know the planner expects one row, and compares each of thousands with all others:
# "what changed tonight" took half a minute. PostgreSQL looks by itself only after a tenth of the rows has changed.
_KNOW_THE_NIGHT = "analyze reconciled.beneficiary_history (valid_from, valid_to)"


@guarded("publishing")
def publish(url: str, date: dt.date, run: Mapping[str, Any]) -> dict[str, int]:
    """Publish what is staged for `date`, with `run` from `run_row`; returns rows changed (or removed) per table.

    All or nothing. `beneficiary` and `account` stay as they are when a later night is published already. The same
    night published twice changes nothing. PublicationError if staging does not hold the whole of this night.
    """
    with connect(url) as connection:
        connection.execute("set local lock_timeout = '60s'")
        connection.execute("set local statement_timeout = '30min'")
        connection.execute("select pg_advisory_xact_lock(hashtext('doisoat.publication'))")
        _require_staged(connection, date)
        calendar = load_calendar()
        make_forecast(connection, date, calendar)
        tables = [*BY_DATE, *(AS_OF if _is_newest(connection, date) else ())]
        changed = {table.name: _merge(connection, table, date) for table in tables}
        if _is_newest(connection, date):
            changed |= merge_cases(connection, date)
        changed[BENEFICIARY_HISTORY.name] = merge_history(connection, date)
        changed[DISCREPANCY.name] = merge_discrepancies(connection, date)
        changed |= merge_worklist(connection, date, calendar)
        for table, known in ((CODE_LABEL, read_labels()), (WARD_SUCCESSOR, read_successors())):
            changed[table.name] = _merge_reference(connection, table, known)
        connection.execute("select reconciled.build_indexes()")
        values = {name: json.dumps(run[name]) if name in ("inputs", "counts") else run[name] for name in run}
        changed["run"] = connection.execute(_RUN, values).rowcount
        connection.execute(_KNOW_THE_NIGHT)
        return changed


def schema_of(table: Table) -> str:
    """Where a published table is: what only reviewers see is in `review`."""
    return "review" if table in {CANDIDATE, CASE_FILE} else "reconciled"


def _require_staged(connection: Connection, date: dt.date) -> None:
    # Nobody stages another night until this one is published.
    connection.execute("select pg_advisory_xact_lock_shared(hashtext('doisoat.staging'))")
    loads = {
        name: (day, rows)
        for name, day, rows in connection.execute(
            "select table_name, business_date, row_count from staging.load"
        ).fetchall()
    }
    for table in STAGED:
        (rows,) = connection.execute(
            sql.SQL("select count(*) from {}").format(sql.Identifier("staging", table.name))
        ).fetchone() or (0,)
        if loads.get(table.name) != (date, rows):
            raise PublicationError(f"staging.{table.name} does not hold the night of {date}: stage it again")


def _is_newest(connection: Connection, date: dt.date) -> bool:
    row = connection.execute("select coalesce(max(business_date) <= %s, true) from reconciled.run", [date]).fetchone()
    return row is not None and bool(row[0])


def _merge_reference(connection: Connection, table: Table, rows: pa.Table) -> int:
    source = sql.Identifier("pg_temp", table.name)
    like = sql.Identifier("reconciled", table.name)
    connection.execute(sql.SQL("create temporary table {} (like {}) on commit drop").format(source, like))
    copy(connection, source, rows)
    return _merge(connection, table, None, source=source)


def _merge(connection: Connection, table: Table, date: dt.date | None, *, source: sql.Identifier | None = None) -> int:
    key = KEYS[table]
    by_date = table in BY_DATE
    parts = {
        "target": sql.Identifier(schema_of(table), table.name),
        "source": source or sql.Identifier("staging", table.name),
        "scope": sql.SQL("t.business_date = %(date)s") if by_date else sql.SQL("true"),
        "same_key": sql.SQL(" and ").join(
            sql.SQL("s.{0} is not distinct from t.{0}" if column.nullable else "s.{0} = t.{0}").format(
                sql.Identifier(column.name)
            )
            for column in table.columns
            if column.name in key
        ),
        "key": sql.SQL(", ").join(map(sql.Identifier, key)),
        "columns": sql.SQL(", ").join(map(sql.Identifier, table.names)),
        "old": sql.SQL(", ").join(sql.Identifier("t", name) for name in table.names),
        "new": sql.SQL(", ").join(sql.Identifier("excluded", name) for name in table.names),
    }
    queries = [_UPSERT] if table in KEPT else [_DELETE, _UPSERT]
    statements = [sql.SQL(query).format(**parts) for query in queries]
    return sum(connection.execute(statement, {"date": date}).rowcount for statement in statements)
