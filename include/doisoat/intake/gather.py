"""Which deliveries a night uses of a feed that adds up: all of them, on top of the state of an earlier night.

The state of a night holds every row accepted so far. What came long before the former night is taken from that night's
state; the days since are read anew, and `late_days` before them, so that a delivery that comes late counts, and nights
that run again, or in another order, come to the same.
"""

import datetime as dt

from doisoat.intake.choose import Choice, Open, Read
from doisoat.intake.config import Limits
from doisoat.intake.deliveries import Listing
from doisoat.records.core import TABLES
from doisoat.storage.lake import Lake


def gather(listing: Listing, date: dt.date, *, since: dt.date, open_one: Open, read_one: Read) -> Choice:
    """Try every delivery for a date after `since`, up to and with `date`: by date, sender and sequence."""
    choice = Choice(adds_up=True)
    days = sorted(day for day in listing.dates() if since < day <= date)
    choice.newest = days[-1] if days else None
    for day in days:
        for delivery in sorted(listing.deliveries(day, lambda _: True), key=lambda d: (d.sender, d.sequence)):
            examined = open_one(delivery)
            if examined is None:
                continue
            if examined.refusal is None:
                read_one(examined, f"{delivery.date}/{delivery.sequence}/")
            if examined.refusal is None:
                choice.used.setdefault(delivery.sender, []).append(examined)
            else:
                choice.refused.append(examined)
    choice.ignored = len(listing.ignored)
    return choice


def settled(feed: str, date: dt.date, limits: Limits, lake: Lake) -> tuple[dt.date | None, dt.date]:
    """The night before `date` that left a state (None: there is none), and the date up to which its rows are kept."""
    former = lake.former(TABLES[feed], date)
    if former is None:
        return None, dt.date.min
    return former, former - dt.timedelta(days=limits.late_days or 0)
