"""The worklist: the life of each task, from what every night says of it. Nights may come in any order, and again.

`worklist_history` keeps the states of a task while there is something to do; `worklist` follows from it and from what
`beneficiary_history` says of the entry on the night that no longer found the task.
"""

import datetime as dt
from typing import LiteralString

from doisoat.publish.timeline import merge_history
from doisoat.reconcile.target import Calendar
from doisoat.reconcile.worklist import LONGEST_DAYS, REOPEN_DAYS, WARD_REASONS
from doisoat.records.mart import TASK, WORKLIST_HISTORY
from doisoat.storage.warehouse import Connection

# The n-th working day of the years in question.
_WORKING_DAYS: LiteralString = """
create temporary table working_day on commit drop as
select day, row_number() over (order by day) as number from unnest(%(days)s::date[]) day"""
_SPAN: LiteralString = "select min(valid_from), max(valid_from) from reconciled.worklist_history"
# An opening begins where the task was not there for a week.
_LIVES: LiteralString = """
create temporary table life on commit drop as
with span as (
    select worklist_id, unnest(range_agg(daterange(valid_from, valid_to))) as nights
    from reconciled.worklist_history group by worklist_id
),
placed as (
    select worklist_id, nights,
        coalesce(lower(nights) - lag(upper(nights)) over (partition by worklist_id order by nights)
            >= %(reopen_days)s, true) as begins
    from span
)
select worklist_id, max(lower(nights)) filter (where begins) as created_on,
    count(*) filter (where begins) - 1 as reopened,
    case when not bool_or(upper_inf(nights)) then max(upper(nights)) end as closed_on
from placed group by worklist_id"""
# How a task ended is read from its entry: who left or died needs nothing any more, the rest is done.
_NOW: LiteralString = """
create temporary table worklist_now on commit drop as
with newest as (
    select distinct on (worklist_id) * from reconciled.worklist_history order by worklist_id, valid_from desc
),
ended as (
    select n.worklist_id,
        case
            when b.beneficiary_code is null then 'left_roll'
            when b.person_status <> 'alive' then b.person_status
            when b.hold_reason = 'duplicate' then 'duplicate'
            when n.reason <> all (%(ward_reasons)s) then 'cause_gone'
            when b.account_status in ('verified', 'representative') then 'account_usable'
            else 'other_task'
        end as outcome
    from newest n join life l using (worklist_id)
    left join reconciled.beneficiary_history b on b.beneficiary_code = n.beneficiary_code
        and b.valid_from <= l.closed_on and (b.valid_to is null or b.valid_to > l.closed_on)
    where l.closed_on is not null
)
select n.worklist_id, coalesce(l.closed_on, n.valid_from) as business_date,
    n.beneficiary_code, n.district_code, n.ward_code, n.village, n.reason, n.action, n.actor, l.created_on,
    (select d.day from working_day d where d.number = n.due_days
        + (select count(*) from working_day w where w.day <= l.created_on)) as due_on,
    case
        when l.closed_on is null then n.state
        when e.outcome in ('account_usable', 'cause_gone') then 'done'
        else 'withdrawn'
    end as state,
    case when l.closed_on is null then n.outcome else e.outcome end as outcome,
    case when l.closed_on is not null then l.closed_on when n.state = 'done' then n.valid_from end as outcome_on,
    n.last_result, n.last_result_on, l.reopened
from newest n join life l using (worklist_id) left join ended e using (worklist_id)"""
_GONE: LiteralString = """
delete from reconciled.worklist t where not exists (select from worklist_now s where s.worklist_id = t.worklist_id)"""
# A due date is fixed: it moves only when the task itself was created on another day.
_MERGED: LiteralString = """
insert into reconciled.worklist as t (worklist_id, business_date, beneficiary_code, district_code, ward_code, village,
    reason, action, actor, created_on, due_on, state, outcome, outcome_on, last_result, last_result_on, reopened)
select worklist_id, business_date, beneficiary_code, district_code, ward_code, village,
    reason, action, actor, created_on, due_on, state, outcome, outcome_on, last_result, last_result_on, reopened
from worklist_now
on conflict (worklist_id) do update set (business_date, beneficiary_code, district_code, ward_code, village, reason,
    action, actor, created_on, due_on, state, outcome, outcome_on, last_result, last_result_on, reopened) = row(
    excluded.business_date, excluded.beneficiary_code, excluded.district_code, excluded.ward_code, excluded.village,
    excluded.reason, excluded.action, excluded.actor, excluded.created_on,
    case when t.created_on = excluded.created_on then t.due_on else excluded.due_on end,
    excluded.state, excluded.outcome, excluded.outcome_on, excluded.last_result, excluded.last_result_on,
    excluded.reopened)
where row(t.business_date, t.beneficiary_code, t.district_code, t.ward_code, t.village, t.action, t.actor,
    t.created_on, t.state, t.outcome, t.outcome_on, t.last_result, t.last_result_on, t.reopened) is distinct from row(
    excluded.business_date, excluded.beneficiary_code, excluded.district_code, excluded.ward_code, excluded.village,
    excluded.action, excluded.actor, excluded.created_on, excluded.state, excluded.outcome, excluded.outcome_on,
    excluded.last_result, excluded.last_result_on, excluded.reopened)"""


def merge_worklist(connection: Connection, date: dt.date, calendar: Calendar) -> dict[str, int]:
    """Bring both tables to what staging.task says of `date`; returns rows touched by table.

    Needs `beneficiary_history` merged before.
    """
    history = merge_history(connection, date, staged=TASK, kept=WORKLIST_HISTORY, key="worklist_id")
    first, last = connection.execute(_SPAN).fetchone() or (None, None)
    days = _working_days(first or date, last or date, calendar)
    connection.execute(_WORKING_DAYS, {"days": days})
    connection.execute(_LIVES, {"reopen_days": REOPEN_DAYS})
    connection.execute("analyze life")
    connection.execute(_NOW, {"ward_reasons": list(WARD_REASONS)})
    changed = connection.execute(_GONE).rowcount + connection.execute(_MERGED).rowcount
    return {WORKLIST_HISTORY.name: history, "worklist": changed}


def _working_days(first: dt.date, last: dt.date, calendar: Calendar) -> list[dt.date]:
    """All working days from `first` on, up to as many after `last` as a task may be given."""
    length = (last - first).days + 4 * LONGEST_DAYS
    days = (first + dt.timedelta(days=n) for n in range(length))
    return [day for day in days if calendar.is_worked(day)]
