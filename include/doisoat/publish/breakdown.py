"""A published night by area and by bank, what changed on it, and the coverage of the nights before. Counts only."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import LiteralString, TypeVar

from psycopg import Connection
from psycopg.rows import TupleRow, class_row

from doisoat.storage.warehouse import connect, guarded

NIGHTS = 60  # as far back as a chart looks
UNKNOWN = "unknown"
Row = TypeVar("Row")

# Of the night itself: `beneficiary` holds the newest night only. Who counts is what sql/lake/mart/resident.sql says.
_TALLIES: LiteralString = """
select case when access.is_apart(programme_code) then 'unknown' else coalesce(district_code, ward_code, 'unknown') end
        as area, bank_bin, match_status, account_status, pay_channel,
    hold_reason, coalesce(person_status, 'alive') = 'alive' and hold_reason is distinct from 'duplicate' as resident,
    count(*) as rows
from reconciled.beneficiary_history
where valid_from <= %(date)s and (valid_to is null or valid_to > %(date)s)
group by 1, 2, 3, 4, 5, 6, 7"""
_CHANGES: LiteralString = """
select case when access.is_apart(h.programme_code) then 'unknown'
        else coalesce(h.district_code, h.ward_code, 'unknown') end as area, h.bank_bin, c.what, c.from_value,
    c.to_value, c.cause, coalesce(h.hold_reason, h.account_status) as reason, count(*) as rows
from reconciled.change c
join reconciled.beneficiary_history h on h.beneficiary_code = c.beneficiary_code
    and %(date)s = case when c.cause = 'entry_left' then h.valid_to else h.valid_from end
where c.business_date = %(date)s and c.what in ('pay_channel', 'entry')
group by 1, 2, 3, 4, 5, 6, 7"""
_STATES: LiteralString = """
with night as (
    select business_date, row_number() over (order by business_date desc) as age
    from (select distinct business_date from reconciled.coverage where business_date <= %(date)s) published
)
select business_date, level, district_code, ward_code, beneficiaries, with_account, account_problem, no_account,
    declined, incapable, absent, paid_by_account, needed_per_working_day, target_share, target_date, forecast_share,
    forecast_low, forecast_high, will_miss
from reconciled.coverage join night using (business_date)
where age <= case when level <> 'ward' or district_code = 'none' then %(nights)s else 2 end
    and level in ('city', 'district', 'ward')
order by business_date, level, district_code, ward_code"""

# As in _TALLIES a task of whom the department alone looks after is of no area.
_WORK: LiteralString = """
with apart as (
    select beneficiary_code from reconciled.beneficiary_history
    where access.is_apart(programme_code) and valid_from <= %(date)s and (valid_to is null or valid_to > %(date)s)
)
select case when a.beneficiary_code is not null then 'unknown'
        else coalesce(h.district_code, h.ward_code, 'unknown') end as area,
    case when a.beneficiary_code is null then h.ward_code end as ward_code, h.actor,
    count(*) as open, count(*) filter (where w.due_on < %(date)s) as late
from reconciled.worklist_history h
join reconciled.worklist w using (worklist_id)
left join apart a on a.beneficiary_code = h.beneficiary_code
where h.state = 'open' and h.valid_from <= %(date)s and (h.valid_to is null or h.valid_to > %(date)s)
group by 1, 2, 3"""

# What the former night was built from, without what a later delivery of the same date replaced.
_FORMER_ROWS: LiteralString = """
select feed, sender, coalesce(sum(rows_read), 0)::bigint as rows
from reconciled.file_accounting
where business_date = (select max(business_date) from reconciled.file_accounting where business_date < %(date)s)
    and outcome = 'accepted' and not starts_with(file, sequence || '/')
group by feed, sender"""


@dataclass(frozen=True)
class Tally:
    """Roll entries that agree in all of this. `area` is a district, after July 2025 a ward, or `unknown`."""

    area: str
    bank_bin: str | None
    match_status: str
    account_status: str
    pay_channel: str
    hold_reason: str | None
    resident: bool  # counts in coverage
    rows: int


@dataclass(frozen=True)
class Change:
    """Entries that changed alike: `what` is pay_channel or entry, `reason` why they stand where they are now."""

    area: str
    bank_bin: str | None
    what: str
    from_value: str | None
    to_value: str | None
    cause: str
    reason: str | None
    rows: int


@dataclass(frozen=True)
class AreaState:
    """A row of coverage: the city, a district or a ward on a night."""

    business_date: dt.date
    level: str
    district_code: str | None
    ward_code: str | None
    beneficiaries: int
    with_account: int
    account_problem: int
    no_account: int
    declined: int
    incapable: int
    absent: int
    paid_by_account: int
    needed_per_working_day: float | None
    target_share: float | None
    target_date: dt.date | None
    forecast_share: float | None
    forecast_low: float | None
    forecast_high: float | None
    will_miss: bool | None

    @property
    def left(self) -> int:
        return self.account_problem + self.no_account

    @property
    def base(self) -> int:
        """Those of whom the target is a share."""
        return self.with_account + self.left

    @property
    def code(self) -> str:
        """Of the district, where there is none of the ward; empty for the city."""
        if self.level == "ward":
            return self.ward_code or UNKNOWN
        return self.district_code or ""


@dataclass(frozen=True)
class Work:
    """Open tasks of an actor in a ward; of an older night `late` goes by the due dates that its tasks have now."""

    area: str
    ward_code: str | None
    actor: str
    open: int
    late: int


@dataclass(frozen=True)
class Breakdown:
    """`states` reach back NIGHTS nights for the city and its districts, or its wards where there are none, and one
    night for wards of districts; the oldest first.
    """

    tallies: tuple[Tally, ...]
    changes: tuple[Change, ...]
    states: tuple[AreaState, ...]
    former_rows: Mapping[tuple[str, str], int]  # (feed, sender) to rows read, on the former night
    work: tuple[Work, ...] = ()


@guarded("reading a night by area and bank")
def breakdown(url: str, date: dt.date) -> Breakdown:
    """The night of `date` and the coverage of the nights before it; empty where nothing is published."""
    with connect(url) as connection:
        former = connection.execute(_FORMER_ROWS, {"date": date}).fetchall()
        return Breakdown(
            former_rows={(feed, sender): rows for feed, sender, rows in former},
            tallies=_read(connection, Tally, _TALLIES, date),
            changes=_read(connection, Change, _CHANGES, date),
            states=_read(connection, AreaState, _STATES, date),
            work=_read(connection, Work, _WORK, date),
        )


def _read(connection: Connection[TupleRow], row: type[Row], query: LiteralString, date: dt.date) -> tuple[Row, ...]:
    with connection.cursor(row_factory=class_row(row)) as cursor:
        return tuple(cursor.execute(query, {"date": date, "nights": NIGHTS}))
