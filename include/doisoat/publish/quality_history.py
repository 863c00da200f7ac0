"""How every expectation fared on the nights up to a date."""

import datetime as dt
from dataclasses import dataclass
from typing import LiteralString

from psycopg.rows import class_row

from doisoat.storage.warehouse import connect, guarded

NIGHTS = 30  # as many as a trend shows
_RESULTS: LiteralString = """
select business_date, suite, expectation, severity, success, observed, unexpected_count, unexpected_share
from reconciled.quality_result
where business_date in (
    select distinct business_date from reconciled.quality_result where business_date <= %(date)s
    order by business_date desc limit %(nights)s
)
order by business_date, suite, expectation"""
_NIGHTS: LiteralString = """
select business_date, count(*), count(*) filter (where not success and severity = 'warning'),
    count(*) filter (where not success and severity = 'critical')
from reconciled.quality_result group by business_date order by business_date desc"""


@dataclass(frozen=True)
class Result:
    """What an expectation came to on a night."""

    business_date: dt.date
    suite: str
    expectation: str
    severity: str
    success: bool
    observed: str | None
    unexpected_count: int | None
    unexpected_share: float | None


@guarded("reading the results of the checks")
def quality_history(url: str, date: dt.date) -> list[Result]:
    """Results of the night of `date` and of those before it, the oldest first."""
    with connect(url) as connection, connection.cursor(row_factory=class_row(Result)) as cursor:
        return cursor.execute(_RESULTS, {"date": date, "nights": NIGHTS}).fetchall()


@guarded("counting the results of the checks")
def quality_nights(url: str) -> list[tuple[dt.date, int, int, int]]:
    """Per published night, the newest first: expectations, warnings, critical failures."""
    with connect(url) as connection:
        return connection.execute(_NIGHTS).fetchall()
