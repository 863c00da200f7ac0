"""Rows that intake must put aside: each kind at least once, unless the papers are clean."""

from doisoat.synthetic.columns import AMOUNT, CODE, NAME
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import Entry

KINDS = ("missing_code", "duplicate_code", "missing_name", "unreadable_amount")


def spoil(entries: list[Entry], district_of: list[str], rate: float, dice: Dice) -> None:
    """Spoil some rows. `entries` stand as in the files and `district_of` says which file each is in."""
    if rate == 0:
        return
    original = {e.duplicate_of or e.second_of for e in entries}
    free = [
        i
        for i in range(1, len(entries))
        if district_of[i] == district_of[i - 1] and entries[i].code not in original and not entries[i].duplicate_of
    ]
    near: set[int] = set()  # a row whose code is repeated stays as it is: its neighbours are not spoilt
    for kind in KINDS:
        for _ in range(max(1, round(rate * len(entries)))):
            place = _draw(free, near, dice)
            if place is None:
                return
            near |= {place - 1, place, place + 1}
            _spoil_one(entries[place], kind, entries[place - 1].code)


def _draw(free: list[int], near: set[int], dice: Dice) -> int | None:
    """Take a place out of `free` that is not `near` another; None when there is none left."""
    while free:
        chosen = dice.below(len(free))
        free[chosen], free[-1] = free[-1], free[chosen]
        place = free.pop()
        if place not in near:
            return place
    return None


def _spoil_one(entry: Entry, kind: str, code_above: str) -> None:
    entry.bad, entry.accounts = kind, []
    if kind == "missing_code":
        entry.cells[CODE] = ""
    elif kind == "duplicate_code":
        entry.cells[CODE] = code_above
    elif kind == "missing_name":
        entry.cells[NAME] = ""
    else:
        entry.cells[AMOUNT] = "theo QĐ"
