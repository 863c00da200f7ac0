"""What a report is about, cut out of a night: the whole city, one area or one bank. Numbers and codes, no language."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from doisoat.publish.breakdown import UNKNOWN, AreaState, Breakdown, Change, Tally
from doisoat.publish.figures import BY_ACCOUNT, Figures
from doisoat.reconcile.target import Calendar, Target
from doisoat.report.disclosure import tellable
from doisoat.report.edition import is_small
from doisoat.report.recipients import Scope

# Held by the beneficiary, or by whoever was declared to take the money for them: as in coverage.
USABLE = ("verified", "representative")
NO_DISTRICT = "none"
CHANGES = ("gained", "lost", "held", "released", "entered", "went")


@dataclass(frozen=True)
class Standing:
    """An area tonight; `moved` is how many more have a usable account than the night before, None on a first one."""

    code: str
    now: AreaState
    moved: int | None

    @property
    def has_few(self) -> bool:
        """Whether fewer than five have, or lack, a usable account."""
        return is_small(self.now.with_account) or is_small(self.now.left)


@dataclass(frozen=True)
class Forecast:
    """Shares (0 to 1) on the target date if working days go on as the last ones did; `low` to `high` with 90 %."""

    share: float
    low: float | None
    high: float | None
    will_miss: bool


@dataclass(frozen=True)
class Summary:
    """Everything that a report of `scope` tells of people; `base` = `can` + `left`."""

    scope: Scope
    can: int
    left: int
    paid: int  # into an account, in the last period
    needed: float | None  # accounts a working day; None without a target, or with no day left
    target: Target | None
    forecast: Forecast | None
    way: tuple[tuple[dt.date, int, int], ...]  # the nights so far: who has a usable account, of how many
    areas: tuple[Standing, ...]  # below the scope, by code
    changes: Mapping[str, Counter[str]]  # kind of CHANGES to reason to entries
    causes: Counter[str]
    statuses: Mapping[str, Counter[str]]  # column such as pay_channel to code to entries
    entries: int

    @property
    def base(self) -> int:
        return self.can + self.left

    @property
    def may_tell(self) -> dict[str, int | None]:
        """`can` and `left`, whose sum is told: None for what is kept back."""
        return tellable({"can": self.can, "left": self.left})

    def left_by_area(self, *, sum_is_told: bool = True) -> dict[str, int | None]:
        """What is left in each area, None where it is kept back: small, or a neighbour's small count would follow."""
        told = sum_is_told and self.may_tell["left"] is not None
        return tellable({area.code: area.now.left for area in self.areas}, sum_is_told=told)

    @cached_property
    def shields(self) -> frozenset[str]:
        """Areas that keep their figures back for others' sake: nobody is few there, but a small count would follow."""
        told = self.left_by_area()
        return frozenset(a.code for a in self.areas if told[a.code] is None and not is_small(a.now.left))

    def furthest_behind(self, count: int) -> list[Standing]:
        """Areas with the lowest share, those that have reached all left out.

        Those whose figures are kept back come last, by code: between two neighbours in order they would be told.
        """
        behind = [a for a in self.areas if a.now.left and a.code != UNKNOWN]
        told = [a for a in behind if a.code not in self.shields and not a.has_few]
        told.sort(key=lambda a: (a.now.with_account / a.now.base, -a.now.left))
        return [*told, *(a for a in behind if a not in told)][:count]

    def moved_most(self, count: int, at_least: int) -> list[Standing]:
        """Areas that gained most usable accounts since the former night, for their size."""
        moved = [a for a in self.areas if (a.moved or 0) >= at_least and a.code != UNKNOWN]
        return sorted(moved, key=lambda a: (a.moved or 0) / a.now.base, reverse=True)[:count]


def summarise(night: Figures, parts: Breakdown, scope: Scope, *, target: Target | None, calendar: Calendar) -> Summary:
    """The night as `scope` concerns it."""
    within = _within(scope)
    tallies = [t for t in parts.tallies if within(t)]
    states = [s for s in parts.states if s.code == scope.code and _is_whole(s, scope)]
    tonight = next((s for s in states if s.business_date == night.business_date), None)
    bank = scope.kind == "bank"
    can, left = _of_bank(tallies) if bank else (tonight.with_account, tonight.left) if tonight else (0, 0)
    changes, causes = _changes([c for c in parts.changes if within(c)])
    return Summary(
        scope=scope,
        can=can,
        left=left,
        paid=tonight.paid_by_account if tonight and not bank else 0,
        needed=_needed(left, night.business_date, target, calendar) if bank else _pace(tonight),
        target=target,
        forecast=None if bank else _forecast(tonight),
        way=() if bank else tuple((s.business_date, s.with_account, s.base) for s in states if s.base),
        areas=() if bank else _areas(parts.states, scope, night.business_date),
        changes=changes,
        causes=causes,
        statuses={
            name: _count(tallies, name) for name in ("match_status", "account_status", "pay_channel", "hold_reason")
        },
        entries=sum(t.rows for t in tallies),
    )


def _within(scope: Scope) -> Callable[[Tally | Change], bool]:
    if scope.kind == "area":
        return lambda row: row.area == scope.code
    if scope.kind == "bank":
        return lambda row: row.bank_bin == scope.code
    return lambda _: True


def _is_whole(state: AreaState, scope: Scope) -> bool:
    """Whether a row of coverage is about the scope itself, not a part of it."""
    if scope.kind == "city":
        return state.level == "city"
    return scope.kind == "area" and (state.level == "district" or state.district_code == NO_DISTRICT)


def _of_bank(tallies: Iterable[Tally]) -> tuple[int, int]:
    """Of the entries with an account at the bank: how many can use it, how many cannot."""
    counts = Counter[bool]()
    for tally in tallies:
        if tally.resident:
            counts[tally.account_status in USABLE] += tally.rows
    return counts[True], counts[False]


def _needed(left: int, date: dt.date, target: Target | None, calendar: Calendar) -> float | None:
    days = calendar.working_days(date, target.date) if target else 0
    return round(left / days, 2) if days else None


def _pace(state: AreaState | None) -> float | None:
    return state.needed_per_working_day if state else None


def _forecast(state: AreaState | None) -> Forecast | None:
    if state is None or state.forecast_share is None:
        return None
    return Forecast(state.forecast_share, state.forecast_low, state.forecast_high, bool(state.will_miss))


def _areas(states: Iterable[AreaState], scope: Scope, night: dt.date) -> tuple[Standing, ...]:
    """Districts of the city (wards where there are none), wards of a district; nothing below a ward."""
    parts = [s for s in states if is_part(s, scope)]
    former_night = max((s.business_date for s in parts if s.business_date < night), default=None)
    former = {s.code: s.with_account for s in parts if s.business_date == former_night}
    return tuple(
        Standing(s.code, s, s.with_account - former[s.code] if s.code in former else None)
        for s in parts
        if s.business_date == night and s.base
    )


def is_part(state: AreaState, scope: Scope) -> bool:
    """Whether a row of coverage is about an area right below `scope`."""
    if scope.kind == "city":
        districts = state.level == "district" and state.district_code != NO_DISTRICT
        return districts or (state.level == "ward" and state.district_code == NO_DISTRICT)
    return state.level == "ward" and state.district_code == scope.code


def _changes(changes: Iterable[Change]) -> tuple[dict[str, Counter[str]], Counter[str]]:
    by_kind: dict[str, Counter[str]] = {kind: Counter() for kind in CHANGES}
    causes = Counter[str]()
    for change in changes:
        if kind := _kind(change):
            by_kind[kind][change.reason or ""] += change.rows
            if change.what != "entry":  # an entry that came or left is its own cause
                causes[change.cause] += change.rows
    return by_kind, causes


def _kind(change: Change) -> str | None:
    """What a change means to whoever pays; None for one that changes nothing for them."""
    if change.what == "entry":
        return "entered" if change.cause == "entry_new" else "went"
    before, after = change.from_value in BY_ACCOUNT, change.to_value in BY_ACCOUNT
    if before != after:
        return "gained" if after else "lost"
    if "hold" in (change.from_value, change.to_value):
        return "held" if change.to_value == "hold" else "released"
    return None


def _count(tallies: Iterable[Tally], column: str) -> Counter[str]:
    counts = Counter[str]()
    for tally in tallies:
        if (code := getattr(tally, column)) is not None:
            counts[code] += tally.rows
    return counts
