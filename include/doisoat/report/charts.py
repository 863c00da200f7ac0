"""The two pictures of a mail, as small PNGs: the way to the target, and the coverage of areas.

Drawn on white with a margin, so that they can be read where a mail client turns the rest of a mail dark.
"""

import datetime as dt
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from doisoat.reconcile.target import Target
from doisoat.report.edition import Edition
from doisoat.report.summary import Forecast

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH = 5.6  # inches; a mail is at most 600 pixels wide
DOTS_PER_INCH = 190  # sharp on a phone, which shows twice as many
COLOURS = 32
NAVY, GREEN, RED, GREY = "#1d3557", "#1b7f4b", "#b3261e", "#5b6878"
_BAR = 0.19  # inches a bar
MOST_BARS = 40  # since July 2025 the city has 126 wards and no district: nobody scrolls past so many on a phone


def way_chart(
    way: Sequence[tuple[dt.date, float]], target: Target | None, forecast: Forecast | None, edition: Edition
) -> bytes:
    """Shares reached so far, where they lead to, and the target."""
    figure, axes = _figure(2.5)
    days, shares = [day for day, _ in way], [100 * share for _, share in way]
    axes.plot(days, shares, color=NAVY, linewidth=2, marker="o", markersize=3.5, label=edition.say("chart.actual"))
    axes.annotate(
        edition.number(shares[-1], 1), (days[-1], shares[-1]), (0, 6), textcoords="offset points", ha="center"
    )
    if target:
        axes.axhline(100 * target.share, color=GREEN, linestyle=":", linewidth=1.5, label=edition.say("chart.target"))
        axes.axvline(target.date, color=GREEN, linestyle=":", linewidth=1)
    if target and forecast:
        _draw_forecast(axes, (days[-1], shares[-1]), target.date, forecast, edition)
    axes.set_ylim(*_limits([*shares, *([100 * forecast.share] if forecast else [])]))
    axes.set_xticks(*_ticks([*days, *([target.date] if target else [])]))
    axes.set_title(edition.say("chart.way"), loc="left", fontsize=9, color=GREY)
    axes.legend(loc="best", fontsize=8, frameon=False)
    return _png(figure)


def coverage_chart(areas: Sequence[tuple[str, float | None]], goal: float | None, edition: Edition) -> bytes:
    """A bar for MOST_BARS areas in the order given; the share (0 to 1) is None where it would tell a small count."""
    title = "chart.coverage" if len(areas) <= MOST_BARS else "chart.coverage_lowest"
    areas = areas[:MOST_BARS]
    figure, axes = _figure(0.7 + _BAR * len(areas))
    shares = [100 * share if share is not None else 0 for _, share in areas]
    reached = 100 * (goal if goal is not None else 1)
    axes.barh([name for name, _ in areas], shares, color=[GREEN if s >= reached else NAVY for s in shares], height=0.7)
    for position, (_, share) in enumerate(areas):
        text = "–" if share is None else edition.number(100 * share, 1)
        axes.annotate(text, (shares[position], position), (3, 0), textcoords="offset points", va="center", fontsize=7.5)
    axes.invert_yaxis()
    axes.set_xlim(0, 112)
    axes.set_ylim(len(areas) - 0.4, -0.6)
    axes.tick_params(axis="y", labelsize=7.5)
    axes.set_xticks([0, 25, 50, 75, 100])
    axes.set_title(edition.say(title, count=edition.number(len(areas))), loc="left", fontsize=9, color=GREY)
    return _png(figure)


def _draw_forecast(
    axes: Any, last: tuple[dt.date, float], until: dt.date, forecast: Forecast, edition: Edition
) -> None:
    colour = RED if forecast.will_miss else GREEN
    days, share = [last[0], until], 100 * forecast.share
    axes.plot(days, [last[1], share], color=colour, linestyle="--", linewidth=1.5, label=edition.say("chart.forecast"))
    if forecast.low is not None and forecast.high is not None:
        low, high = [last[1], 100 * forecast.low], [last[1], 100 * forecast.high]
        axes.fill_between(days, low, high, color=colour, alpha=0.15, linewidth=0)
    axes.annotate(
        edition.number(share, 1), (until, share), (-4, -11), textcoords="offset points", ha="right", color=colour
    )


def _limits(shares: Sequence[float]) -> tuple[float, float]:
    """From a round number below the lowest share to a little over all."""
    return max(0.0, 10 * (min(shares) // 10) - 10), 106.0


def _ticks(days: Sequence[dt.date]) -> tuple[list[dt.date], list[str]]:
    first, last = days[0], max(days)
    step = max(1, -(-(last - first).days // 6))
    chosen = [first + dt.timedelta(days=n) for n in range(0, (last - first).days + 1, step)]
    return chosen, [f"{day.day}/{day.month}" for day in chosen]


def _figure(height: float) -> "tuple[Figure, Any]":
    """Heavy: the library is imported here, on first use."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height), dpi=DOTS_PER_INCH, layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8, colors="#1f2933")
    return figure, axes


def _png(figure: "Figure") -> bytes:
    """In few colours: a quarter of the size, and nobody sees it."""
    from PIL import Image

    drawn, small = io.BytesIO(), io.BytesIO()
    figure.savefig(drawn, format="png")
    image = Image.open(drawn).convert("RGB").quantize(COLOURS)
    image.save(small, "PNG", optimize=True)
    return small.getvalue()
