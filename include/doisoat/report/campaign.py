"""The campaign, area by area: pace, what is left, who will miss the target. A page, and a workbook to print."""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from doisoat.report.compose import Night, render
from doisoat.report.disclosure import tellable
from doisoat.report.edition import NOT_TOLD, Edition, is_small, load_edition
from doisoat.report.places import area_names
from doisoat.report.recipients import CITY, Scope
from doisoat.report.summary import Summary, is_part, summarise

WIDTH, HEIGHT = 140, 32  # of a burn-down, in CSS pixels
_A4 = 9
_PACE_NIGHTS = 5
_SHOWN_NIGHTS = 30  # on a page of the workbook
_TABLE, _NIGHTS_AT = 5, 4  # the row of headings, from 0; the column of nights
_NUMBERS = {"vi": "[$-42A]#,##0", "en": "[$-409]#,##0"}  # written as the texts are, whatever the program's language
_HEAD = 32  # points: two lines of a heading
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
    values["target"] = _target(night, edition)
    return render("campaign.html.j2", values, edition)


def campaign_workbook(night: Night, language: str) -> bytes:
    """An .xlsx: the city on the first page, then a page of A4 per area, each with its burn-down."""
    import xlsxwriter

    edition, target = load_edition(language), io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": "#1d3557"}),
        "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
        "figure_head": book.add_format({
            "bold": True,
            "bottom": 1,
            "text_wrap": True,
            "valign": "top",
            "align": "right",
        }),
        "figure": book.add_format({"align": "right", "num_format": _NUMBERS[language]}),
        "bold": book.add_format({"bold": True, "font_size": 14}),
    }
    city, *areas = courses(night, language)
    _city_sheet(book, formats, city, areas, night=night, edition=edition)
    for course in areas:
        _area_sheet(book, formats, course, night=night, edition=edition)
    book.close()
    return target.getvalue()


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


def _target(night: Night, edition: Edition) -> str:
    if night.target is None:
        return edition.say("figure.no_target")
    return edition.say("campaign.target", share=edition.goal(night.target.share), date=edition.date(night.target.date))


def _city_sheet(
    book: Any, formats: dict[str, Any], city: Course, areas: Sequence[Course], *, night: Night, edition: Edition
) -> None:
    sheet = _sheet(book, formats, city, night=night, edition=edition)
    sheet.set_landscape()
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 5, 15)
    sheet.set_column(6, 6, 36)
    figures = ("share", "left", "pace", "needed", "forecast")
    _head(sheet, formats, 0, ("area", *figures), edition)
    sheet.write(_TABLE, 6, f"  {edition.say('campaign.outlook_column')}", formats["head"])
    for row, c in enumerate(areas, _TABLE + 1):
        sheet.write(row, 0, c.name)
        sheet.write_row(row, 1, (c.share, c.left, c.pace, c.needed, c.forecast), formats["figure"])
        sheet.write(row, 6, f"  {edition.say(f'campaign.outlook.{c.outlook}')}")
    sheet.repeat_rows(_TABLE)
    sheet.autofilter(_TABLE, 0, _TABLE + len(areas), 1 + len(figures))


def _area_sheet(book: Any, formats: dict[str, Any], course: Course, *, night: Night, edition: Edition) -> None:
    """Wards on the left, nights on the right, the burn-down below them."""
    sheet = _sheet(book, formats, course, night=night, edition=edition)
    for column, width in enumerate((26, 14, 10, 3, 13, 10)):
        sheet.set_column(column, column, width)
    _head(sheet, formats, 0, ("ward", "share", "left"), edition)
    _head(sheet, formats, _NIGHTS_AT, ("night", "left"), edition)
    for row, (name, *figures) in enumerate(course.parts, _TABLE + 1):
        sheet.write(row, 0, name)
        sheet.write_row(row, 1, figures, formats["figure"])
    known = [(edition.date(day), left) for day, left in course.burn_down if left is not None][-_SHOWN_NIGHTS:]
    for row, (day, left) in enumerate(known, _TABLE + 1):
        sheet.write(row, _NIGHTS_AT, day)
        sheet.write(row, _NIGHTS_AT + 1, left, formats["figure"])
    if len(known) > 1:
        below = _TABLE + 2 + max(len(course.parts), len(known))
        sheet.insert_chart(below, 0, _burn_down(book, sheet.get_name(), _TABLE + 1, _TABLE + len(known), edition))


def _head(sheet: Any, formats: dict[str, Any], column: int, names: Sequence[str], edition: Edition) -> None:
    """The headings of a table: its first column on the left, figures on the right."""
    sheet.set_row(_TABLE, _HEAD)
    first, *figures = (edition.say(f"campaign.{name}") for name in names)
    sheet.write(_TABLE, column, first, formats["head"])
    sheet.write_row(_TABLE, column + 1, figures, formats["figure_head"])


def _sheet(book: Any, formats: dict[str, Any], course: Course, *, night: Night, edition: Edition) -> Any:
    """A sheet with the area's figures at its top, set up as one page of A4."""
    sheet = book.add_worksheet(course.name[:31])
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer(f"&L{edition.say('title')}&R&P/&N")
    sheet.write(0, 0, course.name, formats["title"])
    sheet.write(1, 0, f"{edition.say('day', date=edition.date(night.date))}. {_target(night, edition)}")
    figures = edition.say("campaign.figures", share=course.share, left=course.left, needed=course.needed)
    sheet.write(2, 0, figures, formats["bold"])
    sheet.write(3, 0, edition.say(f"campaign.outlook.{course.outlook}"))
    return sheet


def _burn_down(book: Any, sheet: str, first: int, last: int, edition: Edition) -> Any:
    chart = book.add_chart({"type": "line"})
    name = edition.say("campaign.burn_down")
    days, left = ([sheet, first, column, last, column] for column in (_NIGHTS_AT, _NIGHTS_AT + 1))
    chart.add_series({"categories": days, "values": left, "name": name})
    chart.set_y_axis({"min": 0})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"rotation": -45}})
    chart.set_size({"width": 560, "height": 280})
    return chart
