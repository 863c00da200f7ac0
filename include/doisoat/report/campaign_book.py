"""The campaign as a workbook to print: the city first, then a page of A4 per area, each with its burn-down."""

import io
from collections.abc import Sequence
from typing import Any

from doisoat.report.campaign import Course, courses, target_words
from doisoat.report.edition import Edition, load_edition
from doisoat.report.night import Night

_A4 = 9
_SHOWN_NIGHTS = 30
_TABLE = 5  # the row of headings, from 0
_NIGHTS_AT, _BESIDE = 4, 8  # the column of nights: on an area's page, and beside the city's
_CHART_ROWS = 14  # that a burn-down covers
_NUMBERS = {"vi": "[$-42A]#,##0", "en": "[$-409]#,##0"}  # written as the texts are, whatever the program's language
_HEAD = 32  # points: two lines of a heading


def campaign_workbook(night: Night, language: str) -> bytes:
    """An .xlsx."""
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


def _city_sheet(
    book: Any, formats: dict[str, Any], city: Course, areas: Sequence[Course], *, night: Night, edition: Edition
) -> None:
    sheet = _sheet(book, formats, city, night=night, edition=edition)
    sheet.set_landscape()
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 5, 15)
    sheet.set_column(6, 6, 36)
    figures = ("share", "left", "pace", "needed", "forecast")
    _head(sheet, formats, (_TABLE, 0), ("area", *figures), edition)
    sheet.write(_TABLE, 6, f"  {edition.say('campaign.outlook_column')}", formats["head"])
    for row, c in enumerate(areas, _TABLE + 1):
        sheet.write(row, 0, c.name)
        sheet.write_row(row, 1, (c.share, c.left, c.pace, c.needed, c.forecast), formats["figure"])
        sheet.write(row, 6, f"  {edition.say(f'campaign.outlook.{c.outlook}')}")
    sheet.repeat_rows(_TABLE)
    sheet.autofilter(_TABLE, 0, _TABLE + len(areas), 1 + len(figures))
    # The nights beside the page, of which the line is printed: with them the areas would be too small to read.
    sheet.set_column(_BESIDE, _BESIDE, 13)
    nights = _nights(sheet, formats, (_TABLE, _BESIDE), city, edition)
    below = _TABLE + len(areas) + 2
    _burn_down(book, sheet, nights, at=(below, 0), edition=edition)
    sheet.print_area(0, 0, below + _CHART_ROWS, 1 + len(figures))


def _area_sheet(book: Any, formats: dict[str, Any], course: Course, *, night: Night, edition: Edition) -> None:
    """Wards on the left, nights on the right, the burn-down below them."""
    sheet = _sheet(book, formats, course, night=night, edition=edition)
    for column, width in enumerate((26, 14, 10, 3, 13, 10)):
        sheet.set_column(column, column, width)
    _head(sheet, formats, (_TABLE, 0), ("ward", "share", "left"), edition)
    for row, (name, *figures) in enumerate(course.parts, _TABLE + 1):
        sheet.write(row, 0, name)
        sheet.write_row(row, 1, figures, formats["figure"])
    nights = _nights(sheet, formats, (_TABLE, _NIGHTS_AT), course, edition)
    below = _TABLE + 2 + max(len(course.parts), nights[1] - _TABLE)
    _burn_down(book, sheet, nights, at=(below, 0), edition=edition)


def _nights(
    sheet: Any, formats: dict[str, Any], at: tuple[int, int], course: Course, edition: Edition
) -> tuple[int, int, int]:
    """What was left night by night, below a heading at (row, column); its first and last row, and its column."""
    head, column = at
    _head(sheet, formats, at, ("night", "left"), edition)
    known = [(edition.date(day), left) for day, left in course.burn_down if left is not None][-_SHOWN_NIGHTS:]
    for row, (day, left) in enumerate(known, head + 1):
        sheet.write(row, column, day)
        sheet.write(row, column + 1, left, formats["figure"])
    return head + 1, head + len(known), column


def _head(sheet: Any, formats: dict[str, Any], at: tuple[int, int], names: Sequence[str], edition: Edition) -> None:
    """The headings of a table at (row, column): its first column on the left, figures on the right."""
    row, column = at
    sheet.set_row(row, _HEAD)
    first, *figures = (edition.say(f"campaign.{name}") for name in names)
    sheet.write(row, column, first, formats["head"])
    sheet.write_row(row, column + 1, figures, formats["figure_head"])


def _sheet(book: Any, formats: dict[str, Any], course: Course, *, night: Night, edition: Edition) -> Any:
    """A sheet with the area's figures at its top, set up as one page of A4."""
    sheet = book.add_worksheet(course.name[:31])
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 1)
    sheet.set_footer(f"&L{edition.say('title')}&R&P/&N")
    sheet.write(0, 0, course.name, formats["title"])
    sheet.write(1, 0, f"{edition.say('day', date=edition.date(night.date))}. {target_words(night, edition)}")
    figures = edition.say("campaign.figures", share=course.share, left=course.left, needed=course.needed)
    sheet.write(2, 0, figures, formats["bold"])
    sheet.write(3, 0, edition.say(f"campaign.outlook.{course.outlook}"))
    return sheet


def _burn_down(book: Any, sheet: Any, nights: tuple[int, int, int], *, at: tuple[int, int], edition: Edition) -> None:
    """Two nights or more as a line, at (row, column); `nights` are their first and last row, and their column."""
    first, last, column = nights
    if last <= first:
        return
    chart = book.add_chart({"type": "line"})
    days, left = ([sheet.get_name(), first, of, last, of] for of in (column, column + 1))
    chart.add_series({"categories": days, "values": left, "name": edition.say("campaign.burn_down")})
    chart.set_y_axis({"min": 0})
    chart.set_legend({"none": True})
    chart.set_x_axis({"num_font": {"rotation": -45}})
    chart.set_size({"width": 560, "height": 280})
    sheet.insert_chart(*at, chart)
