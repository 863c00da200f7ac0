"""Composes the report of a published night."""

import datetime as dt

from doisoat.publish.figures import Figures
from doisoat.report.actions import actions, told
from doisoat.report.changes import changes
from doisoat.report.checks import failed_checks
from doisoat.report.disclosure import tellable
from doisoat.report.edition import NOT_TOLD, SMALLEST_SHOWN, Edition, is_small, load_edition
from doisoat.report.headline import figures, subject_line, verdict
from doisoat.report.message import Mail
from doisoat.report.night import Night
from doisoat.report.pictures import pictures
from doisoat.report.places import area_names, scope_name
from doisoat.report.recipients import Scope
from doisoat.report.render import mail
from doisoat.report.sources import Expected, Source, nothing_new, sources
from doisoat.report.summary import Standing, Summary, summarise
from doisoat.report.work import by_actor, most_overdue

CHANNELS = ("bank", "social_security", "mobile_money", "postal_cash", "hold")
SHOWN_AREAS = 3


def compose_report(night: Night, scope: Scope, role: str, language: str) -> Mail:
    """The report of a published night to whoever has `role`: what can be paid, what is left, who must act."""
    edition, date = load_edition(language), night.date
    summary = summarise(night.figures, night.parts, scope, target=night.target, calendar=night.calendar)
    found = _sources(night, scope, edition)
    charts = night.drawn.get((scope, language)) or pictures(summary, date, edition)
    night.drawn[scope, language] = charts
    day, about = edition.date(date), scope_name(scope, date, edition)
    values = {
        "summary": summary,
        "night": night.figures,
        "scope": about,
        "day": day,
        "nothing_new": nothing_new(found) and scope.kind == "city",
        "figures": figures(summary, edition),
        "verdict": verdict(summary, date, edition),
        "pictures": charts,
        "changes": changes(summary, night, edition),
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
    subject = subject_line(summary, day=day, scope=about, edition=edition)
    return mail(subject, "report", values, edition, images)


def _sources(night: Night, scope: Scope, edition: Edition) -> list[Source]:
    sender = scope.code if scope.kind == "bank" else None
    former = {key: rows for key, rows in night.parts.former_rows.items() if sender in (None, key[1])}
    expected = Expected(night.late_after_days, former)
    return sources(night.figures.deliveries, night.date, edition=edition, expected=expected, sender=sender)


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
