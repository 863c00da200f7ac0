"""Is the next month decided on by the day on which its money is drawn? DAG `watch` asks every morning.

A run that nobody starts has no task that could fail and no deadline that could pass, so nothing else would tell.
"""

import datetime as dt
from typing import LiteralString

from doisoat.payments.book import NEWEST, one
from doisoat.payments.period import is_in_season, shift
from doisoat.storage.warehouse import connect, guarded

NONE = "none"  # nobody has started a run
_KNOWN: LiteralString = "select to_regclass('payments.run') is not null"
_APPROVED: LiteralString = "select exists (select from payments.run where period = %s and state = 'approved')"
_STATE: LiteralString = "select state from payments.run where period = %s order by number desc limit 1"


def period_due(date: dt.date, *, pay_day: int) -> str | None:
    """The period that is to be decided on by the morning of `date`: from the pay day on the month after."""
    return shift(f"{date:%Y-%m}", 1) if date.day >= pay_day else None


@guarded("asking whether a period is decided on")
def undecided(url: str, period: str) -> str | None:
    """Where the newest run of a period stands that has no approved one; NONE if it has none at all.

    None if it is approved, or could not be: nothing is published, or nothing of these months.
    """
    with connect(url) as connection:
        if not one(connection, _KNOWN):
            return None
        date = one(connection, NEWEST)
        if date is None or not is_in_season(period, date) or one(connection, _APPROVED, period):
            return None
        return str(one(connection, _STATE, period) or NONE)
