"""The night, in order: one short function per task, a module per part of the flow. Start reading here.

Each step reads the tables of the stage before it, calls that stage's pure code, writes its own tables and returns
counts that are safe to log. A step that runs again for the same business date writes the same rows.

    receive → standardise → check_core                per feed (ingest)
    take_decisions                                    what people decided so far
    link_people                                       who is who (linking)
    settle_payments                                   what became of payments; a pay run is payments/steps.py
    reconcile                                         what is true today (reconciling)
    list_cases                                        what people must decide (reviewing)
    stage → check_mart → publish                      readers see it (publishing)
    issue_worklists, answer_fieldwork                 what wards are to do, and what became of what they did (wards)
    report, pages                                     who must act (reporting), and what people may read (published)
"""

import datetime as dt
from collections.abc import Callable

from doisoat.settings import Settings
from doisoat.steps.ingest import check_core, receive, standardise
from doisoat.steps.linking import link_people, take_decisions
from doisoat.steps.night import FEEDS, Counts
from doisoat.steps.published import campaign, pages
from doisoat.steps.publishing import check_mart, publish, stage
from doisoat.steps.reconciling import reconcile, settle_payments
from doisoat.steps.reporting import failure_report, missing_report, report
from doisoat.steps.reviewing import list_cases
from doisoat.steps.wards import answer_fieldwork, issue_worklists

__all__ = [
    "Counts",
    "FEEDS",
    "INGEST",
    "RECONCILE",
    "answer_fieldwork",
    "campaign",
    "check_core",
    "check_mart",
    "failure_report",
    "issue_worklists",
    "link_people",
    "list_cases",
    "missing_report",
    "pages",
    "publish",
    "receive",
    "reconcile",
    "report",
    "settle_payments",
    "stage",
    "standardise",
    "take_decisions",
]

# The tasks of an ingest DAG and of dags/reconcile.py, in an order in which they can run one after the other.
INGEST: tuple[Callable[[str, dt.date, Settings], Counts], ...] = (receive, standardise, check_core)
RECONCILE: tuple[Callable[[dt.date, Settings], Counts], ...] = (
    *(take_decisions, link_people, settle_payments),
    *(reconcile, list_cases, stage, check_mart, publish),
)
