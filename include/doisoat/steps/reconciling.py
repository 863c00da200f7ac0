"""What is true today, and what people must decide: settle_payments → reconcile → list_cases (dags/reconcile.py)."""

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.records import core, link, mart, night
from doisoat.settings import Settings
from doisoat.steps.night import Counts, open_lake
from doisoat.storage.lake import Lake

if TYPE_CHECKING:
    from doisoat.reconcile.discrepancies import Paid, Rules
    from doisoat.reconcile.worklist import Duties


def settle_payments(date: dt.date, settings: Settings) -> Counts:
    """Say of every payment instructed so far what became of it, to the last đồng."""
    from doisoat.payments.night import settle_night

    return settle_night(date, settings)


def reconcile(date: dt.date, settings: Settings) -> Counts:
    """Say of every roll entry what is true today: person, account, pay channel, hold."""
    from doisoat.linkage.model import current_model
    from doisoat.linkage.pairs import score_pairs
    from doisoat.reconcile.build import build_accounts, build_beneficiaries
    from doisoat.reconcile.coverage import build_coverage
    from doisoat.reconcile.discrepancies import add_reported, build_findings
    from doisoat.reconcile.target import load_target
    from doisoat.reconcile.worklist import Night, build_claims, build_tasks, judge_reports, reported_states
    from doisoat.replay.configuration import read_configuration

    rules, duties = _rules(date), _duties()
    lake = open_lake(settings)
    entries, accounts = lake.read(core.BENEFICIARIES, date), lake.read(core.ACCOUNTS, date)
    links, holders = lake.read(link.BENEFICIARY_PERSON, date), lake.read(link.ACCOUNT_PERSON, date)
    persons = _linked_persons(lake, date, links, holders)
    published = build_beneficiaries(
        entries,
        accounts,
        links=links,
        account_links=holders,
        persons=persons,
        date=date,
        policy=rules.policy,
        together=rules.together,
        compare=partial(score_pairs, model=current_model()),
    )
    lake.write(mart.BENEFICIARY, date, published)
    returned = build_accounts(accounts, published, account_links=holders, date=date)
    lake.write(mart.ACCOUNT, date, returned)
    paid = _paid(lake, date)
    found = build_findings(entries, published, links=links, persons=persons, date=date, rules=rules, paid=paid)
    fieldwork = lake.read(core.FIELDWORK, date)
    tonight = Night(date, entries, accounts, fieldwork, published, found, _openings(lake, date))
    reports = judge_reports(tonight, duties)
    lake.write(mart.FIELDWORK, date, reports)
    findings = add_reported(found, published, reports, date=date, catalogue=rules.catalogue)
    lake.write(mart.FINDING, date, findings)
    lake.write(night.CONFIGURATION, date, read_configuration())
    claims = build_claims(tonight, reports, returned)
    lake.write(mart.ACCOUNT_CLAIM, date, claims)
    tasks = build_tasks(tonight, duties, reports=reports, findings=findings, claims=claims)
    lake.write(mart.TASK, date, tasks)
    target, reported = load_target(date), reported_states(tonight, duties, reports)
    coverage = build_coverage(
        published,
        date=date,
        target=target,
        calendar=duties.calendar,
        hiv_programmes=duties.hiv_programmes,
        reported=reported,
        payments=paid.payment,
    )
    lake.write(mart.COVERAGE, date, coverage)
    return {
        "beneficiaries": published.num_rows,
        "accounts": accounts.num_rows,
        "findings": findings.num_rows,
        "tasks": tasks.num_rows,
    }


def list_cases(date: dt.date, settings: Settings) -> Counts:
    """Put before reviewers what they must see of each doubtful entry and account: its candidates, and why it waits."""
    from doisoat.linkage.model import current_model
    from doisoat.review.cases import build_cases, candidate_ids, holders_in_review, in_review

    lake, model = open_lake(settings), current_model()
    published = lake.read(mart.BENEFICIARY, date)
    links, holders = lake.read(link.BENEFICIARY_PERSON, date), lake.read(link.ACCOUNT_PERSON, date)
    persons = _persons(lake, date, pa.concat_arrays([candidate_ids(links), candidate_ids(holders)]))
    entries = build_cases(in_review(lake.read(core.BENEFICIARIES, date), published, links, persons), model, date)
    doubtful = holders_in_review(lake.read(core.ACCOUNTS, date), published, holders, persons)
    accounts = build_cases(doubtful, model, date)
    cases, candidates = (pa.concat_tables(pair) for pair in zip(entries, accounts, strict=True))
    lake.write(mart.CASE_FILE, date, cases)
    lake.write(mart.CANDIDATE, date, candidates)
    return {"cases": cases.num_rows, "of_accounts": accounts[0].num_rows, "candidates": candidates.num_rows}


def _rules(date: dt.date) -> "Rules":
    from doisoat.reconcile.discrepancies import Rules, load_catalogue
    from doisoat.reconcile.policy import load_policy
    from doisoat.reconcile.programmes import load_together
    from doisoat.storage.reference import load_amounts

    return Rules(load_policy(), load_together(), load_amounts(date), load_catalogue())


def _duties() -> "Duties":
    from doisoat.reconcile.worklist import load_duties
    from doisoat.storage.reference import HIV_PROGRAMMES, load_calendar

    return load_duties(load_calendar(), HIV_PROGRAMMES)


def _openings(lake: Lake, date: dt.date) -> pa.Table:
    """Since when the tasks of the last nights have been open; of a task of several nights, as the last one says."""
    from doisoat.reconcile.worklist import REOPEN_DAYS

    columns = ["worklist_id", "opened_on"]
    tables, former = [mart.TASK.schema.empty_table().select(columns)], lake.former(mart.TASK, date)
    while former is not None and (date - former).days <= REOPEN_DAYS:
        tables.append(lake.read(mart.TASK, former, columns=columns))
        former = lake.former(mart.TASK, former)
    openings = pa.concat_tables(tables).group_by("worklist_id", use_threads=False)
    return openings.aggregate([("opened_on", "max")]).rename_columns(columns)


def _paid(lake: Lake, date: dt.date) -> "Paid":
    """What the ledger of the night says; nothing for a night from before there was one, which is replayed."""
    from doisoat.payments.returns import load_returns
    from doisoat.reconcile.discrepancies import Paid

    owners = {code: meaning.owner for code, meaning in load_returns().items()}
    tables = (mart.PAYMENT, mart.PAID_AFTER_DEATH)
    found = [lake.read(t, date) if lake.parts(t, date) else t.schema.empty_table() for t in tables]
    return Paid(found[0], found[1], owners)


def _linked_persons(lake: Lake, date: dt.date, *links: pa.Table) -> pa.Table:
    """The register's rows of the people that somebody was linked to."""
    wanted = pa.chunked_array([chunk for table in links for chunk in table["personal_id"].chunks]).unique()
    return _persons(lake, date, wanted.drop_null())


def _persons(lake: Lake, date: dt.date, personal_ids: pa.Array) -> pa.Table:
    with lake.file(core.POPULATION, date) as path:
        return ds.dataset(path).to_table(filter=pc.field("personal_id").isin(personal_ids))
