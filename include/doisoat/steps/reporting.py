"""Who must act: the mails of a night (dags/report.py, dags/watch.py, and the failure of any DAG)."""

import datetime as dt
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from doisoat.records import core
from doisoat.settings import Settings
from doisoat.steps.night import open_lake, per_feed
from doisoat.steps.published import published_night
from doisoat.storage.objects import open_store

if TYPE_CHECKING:
    from doisoat.report.letters import Compose
    from doisoat.report.message import Mail
    from doisoat.report.outbox import Letter
    from doisoat.report.recipients import Scope


def report(date: dt.date, settings: Settings) -> "Iterator[Letter]":
    """The mails that say what the night came to, to everybody who has not been sent theirs."""
    from doisoat.report.compose import compose_report

    night = published_night(date, settings)
    return _letters("night", date, settings, partial(compose_report, night))


def failure_report(date: dt.date, stage: str, reason: str, settings: Settings | None) -> "Iterator[Letter]":
    """The mails that say why the night stopped, with what is known of each source so far.

    Of a failure that stops no night, only who runs the system is told. Without settings the lake is not asked: it may
    be what stopped the night.
    """
    from doisoat.report.stopped import compose_failure, is_stopped_by

    lake = open_lake(settings) if settings else None
    sources = per_feed(lake, core.FILE_ACCOUNTING, date) if lake and lake.parts(core.FILE_ACCOUNTING, date) else None

    def compose(_scope: "Scope", _role: str, language: str) -> "Mail":
        return compose_failure(date, stage, reason, language, sources)

    mail = "stopped" if is_stopped_by(stage) else "outstanding"
    return _letters(mail, date, settings, compose, cause=f"{stage} {reason}")


def missing_report(date: dt.date, settings: Settings) -> "Iterator[Letter]":
    """What should have been mailed by now: the report of a published night, or the word that there is no night.

    Whoever was told why the night stopped is not told that it is late.
    """
    from doisoat.publish.figures import is_published
    from doisoat.report.sources import FEEDS as REQUIRED
    from doisoat.report.stopped import compose_late

    if is_published(settings.warehouse_url, date):
        return report(date, settings)
    landing = open_store(settings.landing)
    arrived = {feed: len(landing.folders(f"{feed}/{date}/")) for feed in REQUIRED}

    def compose(_scope: "Scope", _role: str, language: str) -> "Mail":
        return compose_late(date, language, arrived)

    return _letters("late", date, settings, compose, unless="stopped")


def _letters(
    mail: str, date: dt.date, settings: Settings | None, compose: "Compose", *, cause: str = "", unless: str = ""
) -> "Iterator[Letter]":
    """The letters to those who get such a mail about `date`; not to whom a mail `unless` about it was sent.

    Without settings nobody knows what was sent before.
    """
    from doisoat.report.letters import is_told, letters
    from doisoat.report.outbox import NoOutbox, Outbox
    from doisoat.report.places import areas_of, bank_names, known_areas
    from doisoat.report.recipients import load_recipients
    from doisoat.storage.reference import load_calendar

    outbox = Outbox(open_store(settings.lake)) if settings else NoOutbox()
    holidays, areas = load_calendar().holidays, areas_of(date)
    recipients = [
        r
        for r in load_recipients(areas=known_areas(), banks=set(bank_names()), usable_only=mail != "night")
        if r.gets(mail, date, holidays)
        and not (mail == "night" and r.scope.kind == "area" and r.scope.code not in areas)
        and not (unless and is_told(outbox, date, unless, r))
    ]
    return letters(mail, date, recipients, compose, outbox=outbox, cause=cause)
