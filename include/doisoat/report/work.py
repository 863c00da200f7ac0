"""What is open on the worklist: who has how much to do, how much of it is overdue, and where most of it is."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from doisoat.publish.breakdown import UNKNOWN, Work
from doisoat.report.actions import told
from doisoat.report.disclosure import tellable
from doisoat.report.edition import Edition, is_small
from doisoat.report.recipients import Scope

ACTORS = ("ward", "labour", "police", "bank", "post")  # as reports list them


@dataclass(frozen=True)
class Load:
    """Tasks of an actor or in an area, by its code; `is_told` says of both counts whether they may be."""

    code: str
    open: int
    late: int  # past their due date
    is_told: tuple[bool, bool] = (True, True)

    @property
    def tells_late(self) -> bool:
        """Whether what is overdue may stand beside what is open: the difference is no small count either."""
        return tellable({"late": self.late, "in time": self.open - self.late})["late"] is not None

    def cells(self, name: str, edition: Edition) -> tuple[str, str, str]:
        """Name, what is open and what is overdue, as they may be shown."""
        open_is_told, late_is_told = self.is_told
        late = self.late if late_is_told and self.tells_late else None
        return name, told(self.open if open_is_told else None, self.open, edition), told(late, self.late, edition)


def by_actor(work: Iterable[Work], scope: Scope) -> list[Load]:
    """Who has something to do within `scope`."""
    found = {load.code: load for load in _loads(work, scope, lambda w: w.actor)}
    return [found[actor] for actor in ACTORS if actor in found]


def most_overdue(work: Iterable[Work], scope: Scope, count: int) -> list[Load]:
    """Areas below `scope` with most that is overdue: districts of the city, wards of a district.

    Areas come to what actors come to: where the list is whole, it must not tell a small count of theirs.
    """
    by_area = _loads(work, scope, lambda w: w.area if scope.kind == "city" else w.ward_code or UNKNOWN)
    late = [load for load in by_area if load.late and load.code not in {UNKNOWN, scope.code}]
    listed = sorted(late, key=lambda load: (-load.late, load.code))[:count]
    actors, unsaid = by_actor(work, scope), {load.code for load in by_area if not load.tells_late}
    few = len(listed) == sum(load.open > 0 for load in by_area) and any(is_small(load.open) for load in actors)
    few_late = len(listed) == sum(load.late > 0 for load in by_area) and any(not load.tells_late for load in actors)
    may_open = tellable({load.code: load.open for load in by_area}, sum_is_told=not few)
    may_late = tellable({load.code: load.late for load in by_area}, also=unsaid, sum_is_told=not few_late)
    told_of = {code: (may_open[code] is not None, may_late[code] is not None) for code in may_open}
    return [replace(load, is_told=told_of[load.code]) for load in listed]


def _loads(work: Iterable[Work], scope: Scope, part: Callable[[Work], str]) -> Sequence[Load]:
    """Of a bank there are none: tasks are of areas."""
    counted, late = Counter[str](), Counter[str]()
    for tasks in work:
        if scope.kind == "city" or (scope.kind == "area" and tasks.area == scope.code):
            counted[part(tasks)] += tasks.open
            late[part(tasks)] += tasks.late
    return [Load(code, counted[code], late[code]) for code in counted]
