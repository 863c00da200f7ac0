"""What changes from one night to the next: deaths, moves, new accounts, corrected rows, new entries."""

from dataclasses import dataclass

import numpy as np

from doisoat.synthetic.city import City
from doisoat.synthetic.clerk import Clerk
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import Entry
from doisoat.synthetic.holdings import Holdings
from doisoat.synthetic.people import ALIVE, DECEASED, MOVED_OUT

CORRECTED = 0.15  # of the rows with a mistake
OPENED = 0.06  # of the entries without an account
DIED, MOVED = 0.0008, 0.0004  # of the persons on the rolls
SWITCHED_OFF = 0.1  # of the entries of the dead


@dataclass
class Office:
    """Those who change the papers. `careful` writes without mistakes."""

    careful: Clerk
    holdings: Holdings
    dice: Dice


def pass_a_day(city: City, entries: list[Entry], office: Office, today: int) -> list[Entry]:
    """The entries of the next night; the city is changed in place. `today` in days since 1970-01-01."""
    remaining = [e for e in entries if not (_is_dead(city, e) and office.dice.chance(SWITCHED_OFF))]
    for entry in remaining:
        _perhaps_leave(city, entry, office.dice, today)
        opened = entry.situation == "none" and not entry.bad and office.dice.chance(OPENED)
        if opened:
            office.holdings.open_own(entry)
        if opened or entry.bad or entry.noise:
            _perhaps_correct(entry, office, force=opened)
    return remaining


def _is_dead(city: City, entry: Entry) -> bool:
    return bool(city.status[entry.person] == DECEASED)


def _perhaps_leave(city: City, entry: Entry, dice: Dice, today: int) -> None:
    point = dice.roll()
    if city.status[entry.person] != ALIVE or point >= DIED + MOVED:
        return
    city.status[entry.person] = DECEASED if point < DIED else MOVED_OUT
    city.status_date[entry.person] = today - 1
    city.updated[entry.person] = np.int64(today * 86400 - 3600)


def _perhaps_correct(entry: Entry, office: Office, *, force: bool) -> None:
    if force or office.dice.chance(CORRECTED):
        if entry.bad:
            office.holdings.settle([entry])
        entry.bad = ""
        office.careful.write(entry, None)
