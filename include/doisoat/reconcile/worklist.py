"""Who must do what about each roll entry tonight, and what becomes of what the wards reported.

Only the feeds of the night go in, and since when a task has been open; nothing that was published does. The life of a
task over nights is kept in the warehouse (publish/worklist.py).
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.csv

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.reconcile.discrepancies import KINDS, OWNERS
from doisoat.reconcile.relations import Relations
from doisoat.reconcile.target import Calendar
from doisoat.records import mart

WARD_REASONS = (
    *(
        "no_account",
        "account_unreadable",
        "account_not_found",
        "account_old_card",
        "account_name_differs",
        "account_other_holder",
    ),
    *("account_shared", "account_suspended", "account_closed", "account_unlisted"),
)
OTHER_REASONS = ("account_claimed", "match_doubtful", "address_unknown", "id_zeros_lost")
RESULTS = ("account_opened", "declined", "incapable", "absent", "deceased", "moved_out", "other")
REOPEN_DAYS = 7  # a cause that comes back sooner is the same task still, with its old date
LONGEST_DAYS = 60  # working days that a task or a result may be given
_FOREVER = dt.date(1900, 1, 1)


@dataclass(frozen=True)
class Duties:
    """`tasks`: reason, action, actor, due_days; `results`: result, state, outcome, coverage, holds_days.

    `hiv_programmes` are codes of programmes of which no list outside the department may tell, in lower case.
    """

    tasks: pa.Table
    results: pa.Table
    calendar: Calendar
    hiv_programmes: Collection[str]

    def result_rules(self, date: dt.date) -> pa.Table:
        """The results with `holds_since`: what was delivered before it no longer ends a task on `date`."""
        since = [self._since(date, days) for days in self.results["holds_days"].to_pylist()]
        return self.results.append_column("holds_since", pa.array(since, pa.date32()))

    def _since(self, date: dt.date, days: int | None) -> dt.date:
        if days is None:
            return _FOREVER
        back = (date - dt.timedelta(days=n) for n in range(4 * LONGEST_DAYS))
        expired = next(day for day in back if self.calendar.working_days(day, date) > days)
        return expired + dt.timedelta(days=1)


@dataclass(frozen=True)
class Night:
    """What the worklist of a night is made of: core tables, and what reconciliation made of them."""

    date: dt.date
    beneficiaries: pa.Table  # core/beneficiaries
    accounts: pa.Table  # core/accounts
    fieldwork: pa.Table  # core/fieldwork
    published: pa.Table  # mart.BENEFICIARY
    findings: pa.Table  # mart.FINDING, without what the wards saw
    opened: pa.Table  # worklist_id, opened_on: of the tasks that were there in the last REOPEN_DAYS


def judge_reports(night: Night, duties: Duties) -> pa.Table:
    """records.mart.FIELDWORK: every result that was reported so far, and what becomes of it tonight."""
    with _relations(night, duties) as relations:
        return _cast(relations, "report", mart.FIELDWORK.schema)


def reported_states(night: Night, duties: Duties, reports: pa.Table) -> pa.Table:
    """beneficiary_code, coverage: who declined, cannot manage an account or was not met, of whom that still holds."""
    with Relations(published=night.published, report=reports, result_rule=duties.result_rules(night.date)) as relations:
        relations.derive("reported")
        return relations.table("reported")


def build_claims(night: Night, reports: pa.Table, accounts: pa.Table) -> pa.Table:
    """records.mart.ACCOUNT_CLAIM; `accounts` is records.mart.ACCOUNT of the night."""
    with Relations(published=night.published, report=reports, account=accounts) as relations:
        relations.derive("account_claim", {"date": night.date})
        return _cast(relations, "account_claim", mart.ACCOUNT_CLAIM.schema)


def build_tasks(night: Night, duties: Duties, *, reports: pa.Table, findings: pa.Table, claims: pa.Table) -> pa.Table:
    """records.mart.TASK: everything that somebody has to do tonight, or has done as far as they can."""
    with _relations(night, duties, judge=False) as relations:
        relations.add("report", reports)
        relations.add("finding", findings)
        relations.add("account_claim", claims)
        relations.derive("task", {"date": night.date})
        return _cast(relations, "task", mart.TASK.schema)


def _relations(night: Night, duties: Duties, *, judge: bool = True) -> Relations:
    relations = Relations(
        published=night.published,
        beneficiaries=night.beneficiaries,
        accounts=night.accounts,
        fieldwork=night.fieldwork,
        opened=night.opened,
        known=night.findings,
        duty=duties.tasks,
        result_rule=duties.result_rules(night.date),
    )
    relations.derive("account_cause")
    relations.derive("ward_task", {"hiv_programmes": sorted(duties.hiv_programmes)})
    if judge:
        relations.derive("report", {"date": night.date})
    return relations


def _cast(relations: Relations, name: str, schema: pa.Schema) -> pa.Table:
    return relations.table(name).select(schema.names).cast(schema)


def read_tasks(text: bytes) -> pa.Table:
    """reason, action, actor, due_days from CSV; SettingsError names the line that cannot be."""
    reasons = {*WARD_REASONS, *OTHER_REASONS, *(kind for kind in KINDS if not kind.startswith("account_"))}
    table = _read("worklist.csv", text, {"due_days": pa.int64()}, ("reason", "action", "actor", "due_days"))
    for line, row in enumerate(table.to_pylist(), 2):
        _require(row["reason"] in reasons, "worklist.csv", line, f"{row['reason']!r} is no reason")
        _require(row["actor"] in OWNERS, "worklist.csv", line, f"actor is one of {', '.join(OWNERS)}")
        _require(0 < row["due_days"] <= LONGEST_DAYS, "worklist.csv", line, f"due_days is 1 to {LONGEST_DAYS}")
        wards = row["reason"] not in WARD_REASONS or row["actor"] == "ward"
        _require(wards, "worklist.csv", line, "what is wrong with an account is asked by the ward")
    _require_once("worklist.csv", table["reason"].to_pylist(), (*WARD_REASONS, *OTHER_REASONS))
    return table


def read_results(text: bytes) -> pa.Table:
    """result, state, outcome, coverage, holds_days from CSV; SettingsError names the line that cannot be."""
    columns = ("result", "state", "outcome", "coverage", "holds_days")
    table = _read("fieldwork.csv", text, {"holds_days": pa.int64()}, columns)
    for line, row in enumerate(table.to_pylist(), 2):
        _require(row["result"] in RESULTS, "fieldwork.csv", line, f"result is one of {', '.join(RESULTS)}")
        ends = {"done": row["outcome"] is not None, "open": row["outcome"] is None}
        _require(ends.get(row["state"], False), "fieldwork.csv", line, "state is done with an outcome, or open without")
        known = row["coverage"] in {None, "declined", "incapable", "absent"}
        _require(known, "fieldwork.csv", line, "coverage is declined, incapable, absent or empty")
        held = row["holds_days"] is None or 0 < row["holds_days"] <= LONGEST_DAYS
        _require(held, "fieldwork.csv", line, f"holds_days is 1 to {LONGEST_DAYS}, or empty: for good")
    _require_once("fieldwork.csv", table["result"].to_pylist(), RESULTS)
    return table


def load_duties(calendar: Calendar, hiv_programmes: Collection[str]) -> Duties:
    """Who does what by when in this installation, and what the wards' results mean."""
    tasks = read_tasks((CONFIG / "worklist.csv").read_bytes())
    results = read_results((CONFIG / "fieldwork.csv").read_bytes())
    return Duties(tasks, results, calendar, {code.lower() for code in hiv_programmes})


def _read(name: str, text: bytes, types: dict[str, pa.DataType], columns: tuple[str, ...]) -> pa.Table:
    kinds = {column: types.get(column, pa.string()) for column in columns}
    options = pa.csv.ConvertOptions(column_types=kinds, include_columns=list(columns), strings_can_be_null=True)
    try:
        return pa.csv.read_csv(pa.BufferReader(text), convert_options=options)
    except (pa.ArrowInvalid, KeyError) as error:
        raise SettingsError(f"{name}: {error}") from None


def _require(holds: bool, name: str, line: int, problem: str) -> None:
    if not holds:
        raise SettingsError(f"{name}, line {line}: {problem}")


def _require_once(name: str, found: list[str], wanted: Collection[str]) -> None:
    for code in wanted:
        if found.count(code) != 1:
            raise SettingsError(f"{name} must hold {code} once")
    if len(set(found)) != len(found):
        raise SettingsError(f"{name} holds something twice")
