"""Of each feed: receive → standardise → check_core (dags/ingest_*.py)."""

import datetime as dt
from pathlib import Path

from doisoat.settings import Settings
from doisoat.steps.night import Counts, open_lake
from doisoat.storage.objects import open_store


def receive(feed: str, date: dt.date, settings: Settings) -> Counts:
    """Choose the deliveries that the night uses, check them against their manifests, keep their rows as sent."""
    from doisoat.intake.receive import receive as receive_feed
    from doisoat.intake.senders import load_senders

    senders = load_senders(Path(settings.senders)) if settings.senders else load_senders()
    return receive_feed(feed, date, landing=open_store(settings.landing), lake=open_lake(settings), senders=senders)


def standardise(feed: str, date: dt.date, settings: Settings) -> Counts:
    """Type and standardise the rows; put bad ones aside with a reason."""
    from doisoat.intake.standardise import standardise as standardise_feed

    return standardise_feed(feed, date, lake=open_lake(settings))


def check_core(feed: str, date: dt.date, settings: Settings) -> Counts:
    """Judge the feed as a whole; QualityGateFailed stops the night."""
    from doisoat.quality.gate import check_core as check

    return dict(check(feed, date, lake=open_lake(settings)))
