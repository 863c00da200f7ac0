"""What is open on the worklist: who has how much to do, how much of it is overdue, and where most of it is."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from doisoat.publish.breakdown import UNKNOWN, Work
from doisoat.report.actions import told
from doisoat.report.disclosure import tellable
from doisoat.report.edition import Edition
from doisoat.report.recipients import Scope

ACTORS = ("ward", "labour", "police", "bank", "post")  # as reports list them


@dataclass(frozen=True)
class Load:
    """Tasks of an actor or in an area, by its code."""

    code: str
    open: int
    late: int  # past their due date

    def cells(self, name: str, edition: Edition) -> tuple[str, str, str]:
        """Name, what is open and what is overdue as they may be shown: the difference tells no small count either."""
        may_tell = tellable({"late": self.late, "in time": self.open - self.late})
        return name, edition.people(self.open), told(may_tell["late"], self.late, edition)


def by_actor(work: Iterable[Work], scope: Scope) -> list[Load]:
    """Who has something to do within `scope`."""
    found = {load.code: load for load in _loads(work, scope, lambda w: w.actor)}
    return [found[actor] for actor in ACTORS if actor in found]


def most_overdue(work: Iterable[Work], scope: Scope, count: int) -> list[Load]:
    """Areas below `scope` with most that is overdue: districts of the city, wards of a district."""
    by_area = _loads(work, scope, lambda w: w.area if scope.kind == "city" else w.ward_code or UNKNOWN)
    late = [load for load in by_area if load.late and load.code not in {UNKNOWN, scope.code}]
    return sorted(late, key=lambda load: (-load.late, load.code))[:count]


def _loads(work: Iterable[Work], scope: Scope, part: Callable[[Work], str]) -> Sequence[Load]:
    """Of a bank there are none: tasks are of areas."""
    counted, late = Counter[str](), Counter[str]()
    for tasks in work:
        if scope.kind == "city" or (scope.kind == "area" and tasks.area == scope.code):
            counted[part(tasks)] += tasks.open
            late[part(tasks)] += tasks.late
    return [Load(code, counted[code], late[code]) for code in counted]
