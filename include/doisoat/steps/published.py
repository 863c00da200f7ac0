"""A published night for people to read: its pages and the committee's workbook (dags/report.py)."""

import datetime as dt
from typing import TYPE_CHECKING

from doisoat.settings import Settings
from doisoat.steps.night import FEEDS, Counts
from doisoat.storage.objects import open_store

if TYPE_CHECKING:
    from doisoat.report.night import Night


def pages(date: dt.date, settings: Settings) -> Counts:
    """Write the night's pages and the committee's workbook below report/ in the lake, in every language."""
    from doisoat.publish.quality_history import quality_history, quality_nights
    from doisoat.report.campaign import campaign_page
    from doisoat.report.campaign_book import campaign_workbook
    from doisoat.report.edition import LANGUAGES
    from doisoat.report.quality_page import quality_index, quality_page, suffix

    night, store = published_night(date, settings), open_store(settings.lake)
    results, nights = quality_history(settings.warehouse_url, date), quality_nights(settings.warehouse_url)
    for language in LANGUAGES:
        ending = suffix(language)
        quality = quality_page(date, results, night.figures.labels, language)
        store.write(f"report/quality/{date}{ending}", quality.encode())
        store.write(f"report/quality/index{ending}", quality_index(nights, language).encode())
        store.write(f"report/campaign/{date}{ending}", campaign_page(night, language).encode())
    store.write(f"report/campaign/{date}.xlsx", campaign_workbook(night, "vi"))
    return {"pages": 3 * len(LANGUAGES), "nights": len(nights)}


def campaign(date: dt.date, settings: Settings) -> bytes:
    """The workbook of the steering committee, a page per area."""
    from doisoat.report.campaign_book import campaign_workbook

    return campaign_workbook(published_night(date, settings), "vi")


def published_night(date: dt.date, settings: Settings) -> "Night":
    """Figures of the night, and what they are judged by."""
    from doisoat.intake.config import load_limits
    from doisoat.publish.breakdown import breakdown
    from doisoat.publish.figures import figures
    from doisoat.reconcile.target import load_target
    from doisoat.report.links import links
    from doisoat.report.night import Night
    from doisoat.storage.reference import load_calendar

    return Night(
        figures(settings.warehouse_url, date),
        breakdown(settings.warehouse_url, date),
        target=load_target(date),
        calendar=load_calendar(),
        late_after_days={feed: load_limits(feed).warn_after_days for feed in FEEDS},
        links=links(settings.base_url, date),
    )
