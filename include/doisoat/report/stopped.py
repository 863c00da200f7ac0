"""Composes the word that a night stopped, and the word that none came."""

import datetime as dt
from collections.abc import Mapping

import pyarrow as pa

from doisoat.report.causes import explain
from doisoat.report.edition import Edition, load_edition
from doisoat.report.message import Mail
from doisoat.report.render import mail
from doisoat.report.sources import Expected, deliveries_of, sources

# What did not come about where a task fails that stops no publication.
_OUTSTANDING = {
    "report.mail": "after",
    "report.pages": "after",
    "worklists.issue_worklists": "lists",
    "ingest_fieldwork.answer_fieldwork": "answers",
    "watch.watch": "watch",
    "watch.watch_pay_day": "pay_day",
}


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
    return mail(subject, "failure", values, edition)


def compose_late(date: dt.date, language: str, arrived: Mapping[str, int]) -> Mail:
    """The word that a night was not published in time and nobody said why; `arrived` is feed to senders."""
    edition = load_edition(language)
    values = {
        "day": edition.date(date),
        "key": date.isoformat(),
        "nothing": not any(arrived.values()),
        "arrived": [(edition.say(f"feeds.{feed}"), _arrival(count, edition)) for feed, count in arrived.items()],
    }
    return mail(edition.say("subject.late", day=values["day"]), "late", values, edition)


def _arrival(senders: int, edition: Edition) -> str:
    return (
        edition.say("source.arrived", count=edition.number(senders)) if senders else edition.say("source.not_arrived")
    )
