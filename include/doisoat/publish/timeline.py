"""What outlives a night: since when and until when something was so. Nights may be published in any order, and again.

A night speaks for the business dates from its own to the next published one. Publishing it sets what was so on those
dates and no others, so the order in which nights are published does not matter.
"""

import datetime as dt
from typing import LiteralString

from psycopg import sql

from doisoat.records.mart import BENEFICIARY, BENEFICIARY_HISTORY, BUSINESS_DATE
from doisoat.records.table import Table
from doisoat.storage.warehouse import Connection

# %(until)s is the next published date, null after the newest night: no end.
_FOUND: LiteralString = """
insert into reconciled.discrepancy as t (discrepancy_id, beneficiary_code, kind, severity, owner, detail,
    first_seen, last_seen, resolved_on, reopened, seen)
select discrepancy_id, beneficiary_code, kind, severity, owner, detail,
    %(date)s, %(date)s, %(until)s, 0, datemultirange(daterange(%(date)s, %(until)s))
from staging.finding
on conflict (discrepancy_id) do update
set seen = t.seen + excluded.seen,
    (severity, owner, detail) = (
        select n.severity, n.owner, n.detail
        from (values (true, excluded.severity, excluded.owner, excluded.detail),
                     (false, t.severity, t.owner, t.detail)) as n (newer, severity, owner, detail)
        where n.newer = (t.last_seen <= excluded.last_seen))
where not t.seen @> excluded.seen or (t.last_seen <= excluded.last_seen and
    row(t.severity, t.owner, t.detail) is distinct from row(excluded.severity, excluded.owner, excluded.detail))"""
_GONE: LiteralString = """
update reconciled.discrepancy t set seen = t.seen - daterange(%(date)s, %(until)s)::datemultirange
where t.seen && daterange(%(date)s, %(until)s)
and not exists (select from staging.finding s where s.discrepancy_id = t.discrepancy_id)"""
_NEVER_SEEN: LiteralString = "delete from reconciled.discrepancy where isempty(seen)"
# A finding is last seen on the last night before it was resolved.
_DATES: LiteralString = """
with night as (
    select business_date, lead(business_date) over (order by business_date) as following
    from (select business_date from reconciled.run union select %(date)s) published
),
life as (
    select t.discrepancy_id, lower(t.seen) as first_seen, night.business_date as last_seen,
        upper(t.seen) as resolved_on, (select count(*) - 1 from unnest(t.seen)) as reopened
    from reconciled.discrepancy t join night on night.following is not distinct from upper(t.seen)
)
update reconciled.discrepancy t
set (first_seen, last_seen, resolved_on, reopened) = row(l.first_seen, l.last_seen, l.resolved_on, l.reopened)
from life l
where l.discrepancy_id = t.discrepancy_id and row(t.first_seen, t.last_seen, t.resolved_on, t.reopened)
    is distinct from row(l.first_seen, l.last_seen, l.resolved_on, l.reopened)"""

# A state holds from its night to the next. Those that are not so on this night end before it, and go on after it.
_ENDED: LiteralString = """
create temporary table ended on commit drop as
select h.* from {kept} h
where h.valid_from <= %(date)s and (h.valid_to is null or h.valid_to > %(date)s)
and not exists (
    select from {staged} t
    where t.{key} = h.{key} and row({state_of_t}) is not distinct from row({state_of_h}))"""
_SHORTENED: LiteralString = """
update {kept} h set valid_to = %(date)s
from ended e where (h.{key}, h.valid_from) = (e.{key}, e.valid_from)
and h.valid_from < %(date)s"""
_REMOVED: LiteralString = """
delete from {kept} h using ended e
where (h.{key}, h.valid_from) = (e.{key}, e.valid_from) and h.valid_from = %(date)s"""
_RESUMED: LiteralString = """
insert into {kept} (business_date, {state}, valid_from, valid_to)
select %(until)s, {state}, %(until)s, valid_to from ended
where %(until)s::date is not null and (valid_to is null or valid_to > %(until)s)"""
_BEGUN: LiteralString = """
insert into {kept} (business_date, {state}, valid_from, valid_to)
select %(date)s, {state}, %(date)s, %(until)s from {staged} t
where not exists (
    select from {kept} h where h.{key} = t.{key}
    and h.valid_from <= %(date)s and (h.valid_to is null or h.valid_to > %(date)s))"""
# Where a state is now followed by itself, the two are one.
_JOINED: LiteralString = """
with gone as (
    delete from {kept} h using {kept} t
    where h.valid_from = {edge} and t.{key} = h.{key} and t.valid_to = h.valid_from
    and row({state_of_t}) is not distinct from row({state_of_h})
    returning t.{key}, t.valid_from, h.valid_to
)
update {kept} t set valid_to = g.valid_to
from gone g where (t.{key}, t.valid_from) = (g.{key}, g.valid_from)"""


def next_night(connection: Connection, date: dt.date) -> dt.date | None:
    """The first published business date after `date`."""
    query = "select min(business_date) from reconciled.run where business_date > %s"
    row = connection.execute(query, [date]).fetchone()
    following: dt.date | None = row[0] if row else None
    return following


def merge_discrepancies(connection: Connection, date: dt.date) -> int:
    """Bring `reconciled.discrepancy` to what staging.finding says of `date`; returns rows touched."""
    segment = {"date": date, "until": next_night(connection, date)}
    return sum(connection.execute(query, segment).rowcount for query in (_FOUND, _GONE, _NEVER_SEEN, _DATES))


def merge_history(
    connection: Connection,
    date: dt.date,
    *,
    staged: Table = BENEFICIARY,
    kept: Table = BENEFICIARY_HISTORY,
    key: str = "beneficiary_code",
) -> int:
    """Bring a table of states, in `reconciled`, to what a staging table says of `date`; returns rows touched.

    `kept` has the columns of a state, and its dates; `key` says whose state it is.
    """
    segment = {"date": date, "until": next_night(connection, date)}
    names = [name for name in kept.names if name not in {BUSINESS_DATE.name, "valid_from", "valid_to"}]
    parts = {
        "kept": sql.Identifier("reconciled", kept.name),
        "staged": sql.Identifier("staging", staged.name),
        "key": sql.Identifier(key),
        "state": sql.SQL(", ").join(map(sql.Identifier, names)),
        "state_of_t": sql.SQL(", ").join(sql.Identifier("t", name) for name in names),
        "state_of_h": sql.SQL(", ").join(sql.Identifier("h", name) for name in names),
    }
    connection.execute("drop table if exists pg_temp.ended")
    connection.execute(sql.SQL(_ENDED).format(**parts), segment)
    queries = [sql.SQL(query).format(**parts) for query in (_SHORTENED, _REMOVED, _RESUMED, _BEGUN)]
    queries += [sql.SQL(_JOINED).format(edge=sql.Placeholder(edge), **parts) for edge in ("until", "date")]
    # The statistics know nothing of the rows of tonight: for a handful of them the planner would loop over all others.
    connection.execute("set local enable_nestloop = off")
    touched = sum(connection.execute(query, segment).rowcount for query in queries)
    connection.execute("reset enable_nestloop")
    return touched
