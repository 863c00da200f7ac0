"""The campaign, area by area: pace, what is left, who will miss the target; and its page (campaign_book: to print)."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from doisoat.report.disclosure import tellable
from doisoat.report.edition import NOT_TOLD, Edition, is_small, load_edition
from doisoat.report.night import Night
from doisoat.report.places import area_names
from doisoat.report.recipients import CITY, Scope
from doisoat.report.render import render
from doisoat.report.summary import Summary, is_part, summarise

WIDTH, HEIGHT = 140, 32  # of a burn-down, in CSS pixels
_PACE_NIGHTS = 5
Told = dict[tuple[dt.date, str], int | None]  # by night and code of an area, empty for the city


@dataclass(frozen=True)
class Course:
    """An area's way: texts as they may be shown; `left` by night, None where the count is not told."""

    name: str
    share: str
    left: str
    pace: str
    needed: str
    forecast: str
    outlook: str  # miss, reach, done or unknown
    burn_down: tuple[tuple[dt.date, int | None], ...]
    parts: tuple[tuple[str, str, str], ...]  # areas below: name, share, left

    @property
    def line(self) -> str:
        """The burn-down as points of a polyline, from its highest."""
        known = [(n, left) for n, (_, left) in enumerate(self.burn_down) if left is not None]
        top, step = max((left for _, left in known), default=1) or 1, (WIDTH - 8) / max(1, len(self.burn_down) - 1)
        return " ".join(f"{4 + n * step:.1f},{HEIGHT - 4 - (HEIGHT - 8) * left / top:.1f}" for n, left in known)


def courses(night: Night, language: str) -> list[Course]:
    """The city, then its districts (wards where there are none), those that will miss the target first."""
    edition = load_edition(language)
    city, told = _summary(night, CITY), _told_by_night(night)
    areas = [_course(_summary(night, Scope("area", a.code)), night, edition, told) for a in city.areas]
    order = {"miss": 0, "unknown": 1, "reach": 2, "done": 3}
    return [_course(city, night, edition, told), *sorted(areas, key=lambda c: order[c.outlook])]


def campaign_page(night: Night, language: str) -> str:
    """HTML of the campaign on the night."""
    edition = load_edition(language)
    city, *areas = courses(night, language)
    values = {"day": edition.date(night.date), "city": city, "areas": areas, "size": (WIDTH, HEIGHT)}
    values["target"] = target_words(night, edition)
    return render("campaign.html.j2", values, edition)


def _summary(night: Night, scope: Scope) -> Summary:
    return summarise(night.figures, night.parts, scope, target=night.target, calendar=night.calendar)


def _told_by_night(night: Night) -> Told:
    """What was left in the city, and in each of its areas on each night: None where it is kept back, for its own
    sake or so that no neighbour's small count follows from the city's.
    """
    by_night: dict[dt.date, dict[str, int]] = defaultdict(dict)
    told: Told = {}
    for state in night.parts.states:
        if is_part(state, CITY):
            by_night[state.business_date][state.code] = state.left
        elif state.level == "city":
            told[state.business_date, ""] = None if is_small(state.left) else state.left
    for date, left in by_night.items():
        told |= {(date, code): count for code, count in tellable(left).items()}
    return told


def _course(summary: Summary, night: Night, edition: Edition, told: Told) -> Course:
    kept_back = summary.scope != CITY and told.get((night.date, summary.scope.code)) is None
    hide = kept_back and not is_small(summary.left)
    states = [s for s in night.parts.states if s.base and _is_own(s.level, s.code, summary.scope)]
    pace = _pace([s.with_account for s in states])
    return Course(
        name=_name(summary.scope, night.date, edition),
        share=NOT_TOLD if hide else edition.share(summary.can, summary.base),
        left=NOT_TOLD if hide else edition.people(summary.left),
        pace=NOT_TOLD if pace is None else edition.number(pace, 1),
        needed=NOT_TOLD if kept_back or is_small(summary.left) or not summary.needed else edition.rate(summary.needed),
        forecast=NOT_TOLD if kept_back or not summary.forecast else edition.percent(summary.forecast.share),
        outlook=_outlook(summary),
        burn_down=tuple((s.business_date, told.get((s.business_date, s.code))) for s in states),
        parts=_parts(summary, night.date, edition, kept_back=kept_back),
    )


def _is_own(level: str, code: str, scope: Scope) -> bool:
    return level == "city" if scope == CITY else level != "city" and code == scope.code


def _name(scope: Scope, date: dt.date, edition: Edition) -> str:
    return edition.say("scope.city") if scope == CITY else area_names(date, edition).get(scope.code, scope.code)


def _pace(usable: Sequence[int]) -> float | None:
    """Accounts gained a night over the last nights; None where so few were gained that it would tell who."""
    recent = usable[-_PACE_NIGHTS - 1 :]
    gained = recent[-1] - recent[0] if len(recent) > 1 else None
    return None if gained is None or is_small(abs(gained)) else gained / (len(recent) - 1)


def _outlook(summary: Summary) -> str:
    if not summary.left:
        return "done"
    if summary.forecast is None:
        return "unknown"
    return "miss" if summary.forecast.will_miss else "reach"


def _parts(summary: Summary, date: dt.date, edition: Edition, *, kept_back: bool) -> tuple[tuple[str, str, str], ...]:
    """Areas below; where what they come to is kept back, none of them has a figure."""
    names, told = area_names(date, edition), summary.left_by_area(sum_is_told=not kept_back)
    return tuple(
        (
            names.get(area.code, area.code),
            NOT_TOLD if told[area.code] is None else edition.share(area.now.with_account, area.now.base),
            edition.people(area.now.left) if told[area.code] is not None or is_small(area.now.left) else NOT_TOLD,
        )
        for area in summary.areas
    )


def target_words(night: Night, edition: Edition) -> str:
    """What is to be reached by when."""
    if night.target is None:
        return edition.say("figure.no_target")
    return edition.say("campaign.target", share=edition.goal(night.target.share), date=edition.date(night.target.date))
