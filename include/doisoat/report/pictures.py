"""Which charts a mail holds, and what they say to those who do not see them."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from doisoat.report.charts import coverage_chart, way_chart
from doisoat.report.edition import Edition
from doisoat.report.places import area_names
from doisoat.report.summary import Standing, Summary

_NIGHTS_FOR_A_WAY = 2
Bars = list[tuple[str, float | None]]


@dataclass(frozen=True)
class Picture:
    """A PNG, the content id under which the HTML shows it, and its words."""

    png: bytes
    alt: str

    @property
    def identifier(self) -> str:
        return f"{hashlib.sha256(self.png).hexdigest()[:16]}@doisoat.localhost"


def pictures(summary: Summary, date: dt.date, edition: Edition) -> dict[str, Picture]:
    """`way` from the second night on, `coverage` where there are areas below; a bank has neither.

    Where a share would tell a small count there is no point of the way, and none at all where tonight's would.
    """
    drawn = {}
    way = [(day, can / base) for day, can, base in summary.way if edition.tells(can, base)]
    if len(way) >= _NIGHTS_FOR_A_WAY and edition.tells(summary.can, summary.base):
        png = way_chart(way, summary.target, summary.forecast, edition)
        drawn["way"] = Picture(png, _way_in_words(way, summary, edition))
    if summary.areas:
        bars = bars_of(summary, date, edition)
        png = coverage_chart(bars, summary.target.share if summary.target else None, edition)
        drawn["coverage"] = Picture(png, _coverage_in_words(bars, edition))
    return drawn


def bars_of(summary: Summary, date: dt.date, edition: Edition) -> Bars:
    """Areas by share, the furthest behind first; those whose share would tell a small count last."""
    names = area_names(date, edition)
    told: Bars = [(names.get(area.code, area.code), _share(area, summary, edition)) for area in summary.areas]
    return sorted(told, key=lambda bar: (bar[1] is None, bar[1] or 0))


def _share(area: Standing, summary: Summary, edition: Edition) -> float | None:
    """The share (0 to 1) of an area of `summary`, None where a small count could be told from it, or a neighbour's."""
    can, base = area.now.with_account, area.now.base
    return can / base if area.code not in summary.shields and edition.tells(can, base) else None


def _way_in_words(way: Sequence[tuple[dt.date, float]], summary: Summary, edition: Edition) -> str:
    (since, first), (until, last) = way[0], way[-1]
    outlook = edition.say("chart.no_outlook")
    if summary.forecast and summary.target:
        share, day = edition.percent(summary.forecast.share), edition.date(summary.target.date)
        band = edition.band(summary.forecast.low, summary.forecast.high)
        outlook = edition.say("chart.outlook", share=share, range=band, date=day)
    return edition.say(
        "chart.way_alt",
        first=edition.percent(first),
        since=edition.date(since),
        last=edition.percent(last),
        until=edition.date(until),
        outlook=outlook,
    )


def _coverage_in_words(bars: Sequence[tuple[str, float | None]], edition: Edition) -> str:
    told = [(name, edition.percent(share)) for name, share in bars if share is not None]
    if not told:
        return edition.say("chart.coverage_alt_hidden")
    (lowest, low), (highest, high) = told[0], told[-1]
    return edition.say("chart.coverage_alt", lowest=lowest, low=low, highest=highest, high=high)
