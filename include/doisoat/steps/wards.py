"""Worklists to the wards and answers to what they sent back (dags/worklists.py, dags/ingest_fieldwork.py)."""

import datetime as dt

from doisoat.settings import Settings
from doisoat.steps.night import Counts, open_lake
from doisoat.storage.objects import open_store


def issue_worklists(shard: int, date: dt.date, settings: Settings) -> Counts:
    """Write the workbooks of a shard of the wards: who says to whom what is to be done by when."""
    from doisoat.worklists.issue import issue

    return dict(issue(shard, date, url=settings.warehouse_url, store=open_store(settings.lake)))


def answer_fieldwork(date: dt.date, settings: Settings) -> Counts:
    """Tell the wards, in a copy beside the receipt, what became of each line that they sent back."""
    from doisoat.worklists.answer import answer

    return dict(answer(date, lake=open_lake(settings), landing=open_store(settings.landing)))
