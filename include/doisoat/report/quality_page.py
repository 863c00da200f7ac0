"""The quality page of a night: every expectation in words, its bound and why, what was seen, its trend.

One file without a script and with nothing from outside; counts and shares only. With an index over the nights.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doisoat.publish.quality_history import Result
from doisoat.quality.gate import suite_path
from doisoat.quality.suites import Suite, load_suite
from doisoat.report.edition import NOT_TOLD, Edition, is_small, load_edition
from doisoat.report.render import render

Labels = Mapping[tuple[str, str], tuple[str, str]]
WIDTH, HEIGHT = 120, 28  # of a trend, in CSS pixels


@dataclass(frozen=True)
class Line:
    """An expectation on a night, in words."""

    identifier: str
    demand: str
    why: str
    owner: str
    severity: str
    success: bool
    seen: str
    trend: "Trend"


@dataclass(frozen=True)
class Trend:
    """Points of a small chart: the share of rows that break an expectation, night by night, and where it failed."""

    points: tuple[tuple[float, float], ...]
    failed: tuple[tuple[float, float], ...]
    words: str

    @property
    def line(self) -> str:
        return " ".join(f"{x:g},{y:g}" for x, y in self.points)


def quality_page(date: dt.date, results: Sequence[Result], labels: Labels, language: str) -> str:
    """HTML of the night of `date`; `results` reach back as far as the trend is to."""
    edition = load_edition(language)
    history: dict[tuple[str, str], list[Result]] = defaultdict(list)
    for result in results:
        history[result.suite, result.expectation].append(result)
    rows = _rows([past[-1] for past in history.values() if past[-1].business_date == date])
    tables: dict[str, list[Line]] = defaultdict(list)
    for (suite, _), past in history.items():
        if past[-1].business_date == date:
            tables[suite].append(_line(load_suite(suite_path(suite)), past, labels, edition, rows.get(suite)))
    lines = [line for of_suite in tables.values() for line in of_suite]
    values = {
        "day": edition.date(date),
        "tables": [(_title(suite, edition), sorted(found, key=lambda s: s.success)) for suite, found in tables.items()],
        "failed": [line for line in lines if not line.success],
        "total": len(lines),
        "suffix": suffix(language),
        "size": (WIDTH, HEIGHT),
    }
    return render("quality.html.j2", values, edition)


def quality_index(nights: Iterable[tuple[dt.date, int, int, int]], language: str) -> str:
    """HTML of the list of nights, the newest first; each links to its page beside it."""
    edition = load_edition(language)
    rows = [(date.isoformat(), edition.date(date), *counts) for date, *counts in nights]
    return render("quality_index.html.j2", {"nights": rows, "suffix": suffix(language)}, edition)


def suffix(language: str) -> str:
    """How the pages of a language end: Vietnamese is the language of the house."""
    return ".html" if language == "vi" else f".{language}.html"


def _title(suite: str, edition: Edition) -> str:
    """What a judged table is called; its own name if nobody has named it."""
    return str(edition.texts["quality"]["tables"].get(suite.replace("/", "_"), suite))


def _rows(results: Iterable[Result]) -> dict[str, int]:
    """Of suites that judge the profile of a table, how many rows it has: what an expectation on its `rows` saw."""
    rows: dict[str, int] = {}
    for result in results:
        judged = {e["id"]: e["kwargs"].get("column") for e in load_suite(suite_path(result.suite)).expectations}
        if judged.get(result.expectation) == "rows" and result.observed:
            rows[result.suite] = int(float(result.observed))
    return rows


def _line(suite: Suite, past: Sequence[Result], labels: Labels, edition: Edition, rows: int | None) -> Line:
    tonight = past[-1]
    name = tonight.expectation
    return Line(
        identifier=name,
        demand=edition.label(labels, "expectation", name),
        why=suite.notes(edition.language).get(name, ""),
        owner=edition.say(f"owners.{suite.owners.get(name, 'operations')}"),
        severity=edition.say(f"check.severity.{tonight.severity}"),
        success=tonight.success,
        seen=seen(tonight, edition, rows),
        trend=_trend(past, edition),
    )


def seen(result: Result, edition: Edition, rows: int | None = None) -> str:
    """What was seen, without telling a small count: rows that break it, or the value that was measured.

    `rows`: of how many rows a measured value is a share, where it is one.
    """
    if result.unexpected_count is not None:
        share = result.unexpected_share
        told = edition.say("check.rows", count=edition.people(result.unexpected_count))
        if share is None or not result.unexpected_count or is_small(result.unexpected_count):
            return told
        return f"{told} ({edition.percent(share)})"
    return _measured(result.observed, edition, rows)


def _measured(observed: str | None, edition: Edition, rows: int | None) -> str:
    try:
        value = float(observed or "")
    except ValueError:
        return NOT_TOLD
    if value.is_integer():
        return edition.people(int(value))
    return edition.number(value, 3) if rows is None or edition.tells(round(value * rows), rows) else NOT_TOLD


def _trend(past: Sequence[Result], edition: Edition) -> Trend:
    """By share of rows where there is one, otherwise by whether it held."""
    values: list[Any] = [r.unexpected_share if r.unexpected_share is not None else float(not r.success) for r in past]
    top, step = max([*values, 0.001]), (WIDTH - 8) / max(1, len(values) - 1)
    points = tuple(
        (round(4 + n * step, 1), round(HEIGHT - 5 - (HEIGHT - 10) * v / top, 1)) for n, v in enumerate(values)
    )
    failed = tuple(point for point, result in zip(points, past, strict=True) if not result.success)
    words = edition.say("quality.trend", failed=edition.number(len(failed)), nights=edition.number(len(past)))
    return Trend(points, failed, words)
