"""What people must decide: list_cases (dags/reconcile.py)."""

import datetime as dt

import pyarrow as pa

from doisoat.records import core, link, mart
from doisoat.settings import Settings
from doisoat.steps import known
from doisoat.steps.night import Counts, open_lake


def list_cases(date: dt.date, settings: Settings) -> Counts:
    """Put before reviewers what they must see of each doubtful entry and account: its candidates, and why it waits."""
    from doisoat.linkage.model import current_model
    from doisoat.review.cases import build_cases, candidate_ids, holders_in_review, in_review

    lake, model = open_lake(settings), current_model()
    published = lake.read(mart.BENEFICIARY, date)
    links, holders = lake.read(link.BENEFICIARY_PERSON, date), lake.read(link.ACCOUNT_PERSON, date)
    persons = known.persons(lake, date, pa.concat_arrays([candidate_ids(links), candidate_ids(holders)]))
    entries = build_cases(in_review(lake.read(core.BENEFICIARIES, date), published, links, persons), model, date)
    doubtful = holders_in_review(lake.read(core.ACCOUNTS, date), published, holders, persons)
    accounts = build_cases(doubtful, model, date)
    cases, candidates = (pa.concat_tables(pair) for pair in zip(entries, accounts, strict=True))
    lake.write(mart.CASE_FILE, date, cases)
    lake.write(mart.CANDIDATE, date, candidates)
    return {"cases": cases.num_rows, "of_accounts": accounts[0].num_rows, "candidates": candidates.num_rows}
