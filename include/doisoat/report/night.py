"""Everything that the reports, pages and workbooks of a night are made from."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from doisoat.publish.breakdown import Breakdown
from doisoat.publish.figures import Figures
from doisoat.reconcile.target import Calendar, Target
from doisoat.report.pictures import Picture
from doisoat.report.recipients import Scope


@dataclass(frozen=True)
class Night:
    """Figures of a published night, and what they are judged by."""

    figures: Figures
    parts: Breakdown
    target: Target | None
    calendar: Calendar
    late_after_days: Mapping[str, int] = field(default_factory=dict)
    links: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # language to page to URL
    drawn: dict[tuple[Scope, str], dict[str, Picture]] = field(default_factory=dict, init=False)  # whatever the role

    @property
    def date(self) -> dt.date:
        return self.figures.business_date
