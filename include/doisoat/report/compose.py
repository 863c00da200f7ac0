"""Composes the mails: the report of a published night, the word that a night stopped, the word that none came."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from doisoat.publish.breakdown import Breakdown
from doisoat.publish.figures import Figures
from doisoat.reconcile.target import Calendar, Target
from doisoat.report.actions import actions, told
from doisoat.report.causes import explain
from doisoat.report.checks import failed_checks
from doisoat.report.disclosure import tellable
from doisoat.report.edition import NOT_TOLD, SMALLEST_SHOWN, Edition, is_small, load_edition
from doisoat.report.message import Mail
from doisoat.report.pictures import Picture, pictures
from doisoat.report.places import area_names, scope_name
from doisoat.report.recipients import Scope
from doisoat.report.sources import Expected, Source, deliveries_of, nothing_new, sources
from doisoat.report.summary import Standing, Summary, summarise
from doisoat.report.work import by_actor, most_overdue

CHANNELS = ("bank", "social_security", "mobile_money", "postal_cash", "hold")
SHOWN_AREAS = 3
# What did not come about where a task fails that stops no publication.
_OUTSTANDING = {
    "report.mail": "after",
    "report.pages": "after",
    "worklists.issue_worklists": "lists",
    "ingest_fieldwork.answer_fieldwork": "answers",
    "watch.watch": "watch",
    "watch.watch_pay_day": "pay_day",
}


@dataclass(frozen=True)
class Night:
    """Everything that the reports of one night are made from."""

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


def compose_report(night: Night, scope: Scope, role: str, language: str) -> Mail:
    """The report of a published night to whoever has `role`: what can be paid, what is left, who must act."""
    edition, date = load_edition(language), night.date
    summary = summarise(night.figures, night.parts, scope, target=night.target, calendar=night.calendar)
    found = _sources(night, scope, edition)
    charts = night.drawn.get((scope, language)) or pictures(summary, date, edition)
    night.drawn[scope, language] = charts
    values = {
        "summary": summary,
        "night": night.figures,
        "scope": scope_name(scope, date, edition),
        "day": edition.date(date),
        "nothing_new": nothing_new(found) and scope.kind == "city",
        "figures": _figures(summary, edition),
        "verdict": _verdict(summary, date, edition),
        "pictures": charts,
        "changes": _changes(summary, night, edition),
        "behind": [_area(a, summary, date, edition) for a in summary.furthest_behind(SHOWN_AREAS)],
        "moved": [_area(a, summary, date, edition) for a in summary.moved_most(SHOWN_AREAS, SMALLEST_SHOWN)],
        "sources": found,
        "checks": failed_checks(night.figures, edition) if scope.kind == "city" else None,
        "actions": actions(summary, night.figures, edition),
        "work": _work(night, scope, edition),
        "channels": _channels(summary, night.figures, edition),
        "links": {} if scope.kind == "bank" else night.links.get(language, {}),  # banks have no login
        "names_tables": role == "operator" or (scope.kind != "bank" and not night.links),
    }
    images = {picture.identifier: picture.png for picture in charts.values()}
    return _mail(_subject(summary, values, edition), "report", values, edition, images)


def is_stopped_by(stage: str) -> bool:
    """Whether what failed at `stage` (`<dag>.<task>`) keeps the night, or its report, from those who wait for it."""
    return _OUTSTANDING.get(stage, "before") in {"before", "after"}


def compose_failure(date: dt.date, stage: str, reason: str, language: str, accounting: pa.Table | None = None) -> Mail:
    """The word that a night stopped at `stage` (`<dag>.<task>`), in plain words.

    `accounting` holds rows of core/file_accounting, as far as they are known.
    """
    edition = load_edition(language)
    cause, when = explain(stage, reason, edition), _OUTSTANDING.get(stage, "before")
    values = {
        "day": edition.date(date),
        "key": date.isoformat(),
        "stage": stage,
        "cause": cause,
        "headline": edition.say(f"failure.{when}.headline"),
        "readers": edition.say(f"failure.{when}.readers"),
        "sources": sources(deliveries_of(accounting), date, edition=edition, expected=Expected({}, {})),
    }
    subject = edition.say("subject.stopped", day=values["day"], headline=values["headline"], cause=cause.title)
    return _mail(subject, "failure", values, edition)


def compose_late(date: dt.date, language: str, arrived: Mapping[str, int]) -> Mail:
    """The word that a night was not published in time and nobody said why; `arrived` is feed to senders."""
    edition = load_edition(language)
    values = {
        "day": edition.date(date),
        "key": date.isoformat(),
        "nothing": not any(arrived.values()),
        "arrived": [(edition.say(f"feeds.{feed}"), _arrival(count, edition)) for feed, count in arrived.items()],
    }
    return _mail(edition.say("subject.late", day=values["day"]), "late", values, edition)


def _arrival(senders: int, edition: Edition) -> str:
    return (
        edition.say("source.arrived", count=edition.number(senders)) if senders else edition.say("source.not_arrived")
    )


def _sources(night: Night, scope: Scope, edition: Edition) -> list[Source]:
    sender = scope.code if scope.kind == "bank" else None
    former = {key: rows for key, rows in night.parts.former_rows.items() if sender in (None, key[1])}
    expected = Expected(night.late_after_days, former)
    return sources(night.figures.deliveries, night.date, edition=edition, expected=expected, sender=sender)


def _subject(summary: Summary, values: Mapping[str, Any], edition: Edition) -> str:
    share, left = edition.share(summary.can, summary.base), told(summary.may_tell["left"], summary.left, edition)
    known = "report" if edition.tells(summary.can, summary.base) else "untold" if left == NOT_TOLD else "few"
    key = known if summary.left or not summary.base else "done"
    return edition.say(f"subject.{key}", day=values["day"], scope=values["scope"], share=share, left=left)


def _figures(summary: Summary, edition: Edition) -> list[tuple[str, str, str]]:
    """The three that a head looks at: figure, name, detail."""
    may_tell = summary.may_tell
    can, left = told(may_tell["can"], summary.can, edition), told(may_tell["left"], summary.left, edition)
    of_all = edition.say("figure.can_detail", can=can, base=edition.people(summary.base))
    detail = "figure.left_detail_bank" if summary.scope.kind == "bank" else "figure.left_detail"
    return [
        (edition.share(summary.can, summary.base), edition.say("figure.can"), of_all),
        (left, edition.say("figure.left"), edition.say(detail)),
        _needed(summary, edition),
    ]


def _needed(summary: Summary, edition: Edition) -> tuple[str, str, str]:
    name, target = edition.say("figure.needed"), summary.target
    if target is None:
        return NOT_TOLD, name, edition.say("figure.no_target")
    if summary.needed is None:
        return NOT_TOLD, name, edition.say("figure.no_day_left", date=edition.date(target.date))
    if summary.needed == 0:
        return "0", name, edition.say("figure.reached")
    detail = edition.say("figure.needed_detail", share=edition.goal(target.share), date=edition.date(target.date))
    return _pace(summary, edition), name, detail


def _pace(summary: Summary, edition: Edition) -> str:
    """Where the work left is not told, nor is the pace from which it could be reckoned."""
    kept_back = summary.may_tell["left"] is None
    return NOT_TOLD if kept_back or summary.needed is None else edition.rate(summary.needed)


def _verdict(summary: Summary, date: dt.date, edition: Edition) -> str:
    """One sentence: whether to worry."""
    target, forecast = summary.target, summary.forecast
    if target is None or summary.scope.kind == "bank":
        return ""
    day = edition.date(target.date)
    if target.date <= date:
        return edition.say("verdict.past", date=day)
    if forecast is None:
        return edition.say("verdict.too_early")
    band = edition.band(forecast.low, forecast.high)
    key = "verdict.miss" if forecast.will_miss else "verdict.reach"
    if not edition.tells(summary.can, summary.base):  # where little moves, the forecast is what there is tonight
        key += "_few"
    share, goal = edition.percent(forecast.share), edition.goal(target.share)
    return edition.say(key, date=day, share=share, range=band, target=goal)


def _changes(summary: Summary, night: Night, edition: Edition) -> dict[str, Any]:
    """Kinds of change with their counts and reasons, and the causes of all of them; `first` on a first night."""
    lines = []
    for kind, reasons in summary.changes.items():
        if total := reasons.total():
            lines.append((
                edition.say(f"change.{kind}"),
                edition.people(total),
                _reasons(kind, reasons, night, edition),
            ))
    return {"first": not night.parts.former_rows, "lines": lines, "causes": _causes(summary, night, edition)}


def _causes(summary: Summary, night: Night, edition: Edition) -> str:
    """What made entries change, with counts unless their sum would tell one of the few entries of a kind."""
    few = any(is_small(summary.changes[kind].total()) for kind in ("gained", "lost", "held", "released"))
    may_tell = tellable(summary.causes, sum_is_told=not few)
    return "; ".join(
        f"{edition.label(night.figures.labels, 'cause', cause)} ({told(may_tell[cause], count, edition)})"
        for cause, count in summary.causes.most_common()
    )


def _reasons(kind: str, reasons: Mapping[str, int], night: Night, edition: Edition) -> str:
    """Why entries stand where they stand now, for changes that somebody must look after."""
    if kind not in {"lost", "held"}:
        return ""
    labels, may_tell = night.figures.labels, tellable(reasons)
    named = {code: edition.label(labels, "hold_reason", code) for code in reasons}
    named = {c: edition.label(labels, "account_status", c) if named[c] == c else named[c] for c in named}
    return "; ".join(f"{named[code]}: {told(may_tell[code], reasons[code], edition)}" for code in reasons)


def _area(area: Standing, summary: Summary, date: dt.date, edition: Edition) -> dict[str, str]:
    state, kept_back = area.now, area.code in summary.shields
    may_tell = tellable({"can": state.with_account, "left": state.left})
    return {
        "name": area_names(date, edition).get(area.code, area.code),
        "share": NOT_TOLD if kept_back else edition.share(state.with_account, state.base),
        "left": NOT_TOLD if kept_back else told(may_tell["left"], state.left, edition),
        "moved": edition.people(area.moved or 0),
    }


def _work(night: Night, scope: Scope, edition: Edition) -> dict[str, list[tuple[str, str, str]]]:
    """What is open on the worklist, by who must do it and where most is overdue."""
    labels, names = night.figures.labels, area_names(night.date, edition)
    actors, areas = by_actor(night.parts.work, scope), most_overdue(night.parts.work, scope, SHOWN_AREAS)
    return {
        "actors": [load.cells(edition.label(labels, "actor", load.code), edition) for load in actors],
        "areas": [load.cells(names.get(load.code, load.code), edition) for load in areas],
    }


def _channels(summary: Summary, night: Figures, edition: Edition) -> list[tuple[str, str, str]]:
    """The reasons of holds, which are told elsewhere, sum up to who is held: so that is kept back for nobody's sake."""
    counts = {code: summary.statuses["pay_channel"][code] for code in CHANNELS}
    held = counts["hold"]
    may_tell = tellable(counts) if is_small(held) else tellable(counts | {"hold": 0}) | {"hold": held}
    return [
        (
            edition.label(night.labels, "pay_channel", code),
            told(may_tell[code], count, edition),
            NOT_TOLD if may_tell[code] is None else edition.share(count, summary.entries),
        )
        for code, count in counts.items()
    ]


def _mail(
    subject: str,
    name: str,
    values: Mapping[str, object],
    edition: Edition,
    images: Mapping[str, bytes] | None = None,
) -> Mail:
    return Mail(
        subject, render(f"{name}.txt.j2", values, edition), render(f"{name}.html.j2", values, edition), images or {}
    )


def render(template: str, values: Mapping[str, object], edition: Edition) -> str:
    """A template of templates/ in one language; a value that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(("html.j2",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    written: dict[str, Callable[..., str]] = {"number": edition.number, "people": edition.people, "date": edition.date}
    environment.filters.update(written, cells=lambda row, *names: [row[name] for name in names])
    environment.filters["rows"] = lambda source: source.rows(edition)
    environment.globals.update(say=edition.say, language=edition.language)
    return environment.get_template(template).render(values)
