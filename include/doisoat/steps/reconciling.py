"""What is true today: settle_payments → reconcile (dags/reconcile.py)."""

import datetime as dt
from functools import partial

from doisoat.records import core, link, mart, night
from doisoat.settings import Settings
from doisoat.steps import known
from doisoat.steps.night import Counts, open_lake
from doisoat.steps.rules import load_all_duties, rules_of


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

    rules, duties = rules_of(date), load_all_duties()
    lake = open_lake(settings)
    entries, accounts = lake.read(core.BENEFICIARIES, date), lake.read(core.ACCOUNTS, date)
    links, holders = lake.read(link.BENEFICIARY_PERSON, date), lake.read(link.ACCOUNT_PERSON, date)
    persons = known.linked_persons(lake, date, links, holders)
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
    paid = known.paid(lake, date)
    found = build_findings(entries, published, links=links, persons=persons, date=date, rules=rules, paid=paid)
    fieldwork = lake.read(core.FIELDWORK, date)
    tonight = Night(date, entries, accounts, fieldwork, published, found, known.openings(lake, date))
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
