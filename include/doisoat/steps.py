"""The night, in order: one short function per task. Start reading here.

Each step reads the tables of the stage before it, calls that stage's pure code, writes its own tables and returns
counts that are safe to log. A step that runs again for the same business date writes the same rows.

    receive → standardise → check_core                per feed
    take_decisions                                    what people decided so far
    link_beneficiaries, link_accounts                 who is who
    settle_payments                                   what became of payments; a pay run is payments/steps.py
    reconcile → list_cases                            what is true today, and what people must decide
    stage → check_mart → publish                      readers see it
    report                                            who must act
"""

import datetime as dt
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from doisoat.records import core, link, mart, night
from doisoat.records.table import Table
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.storage.objects import open_store

if TYPE_CHECKING:
    from doisoat.linkage.model import Model
    from doisoat.reconcile.discrepancies import Paid, Rules
    from doisoat.reconcile.worklist import Duties
    from doisoat.report.compose import Night
    from doisoat.report.letters import Compose
    from doisoat.report.message import Mail
    from doisoat.report.outbox import Letter
    from doisoat.report.recipients import Scope

Counts = dict[str, int | str]
FEEDS = ("population", "beneficiaries", "accounts", "fieldwork", "payments")


def receive(feed: str, date: dt.date, settings: Settings) -> Counts:
    """Choose the deliveries that the night uses, check them against their manifests, keep their rows as sent."""
    from doisoat.intake.receive import receive as receive_feed
    from doisoat.intake.senders import load_senders

    senders = load_senders(Path(settings.senders)) if settings.senders else load_senders()
    return receive_feed(feed, date, landing=open_store(settings.landing), lake=_lake(settings), senders=senders)


def standardise(feed: str, date: dt.date, settings: Settings) -> Counts:
    """Type and standardise the rows; put bad ones aside with a reason."""
    from doisoat.intake.standardise import standardise as standardise_feed

    return standardise_feed(feed, date, lake=_lake(settings))


def check_core(feed: str, date: dt.date, settings: Settings) -> Counts:
    """Judge the feed as a whole; QualityGateFailed stops the night."""
    from doisoat.quality.gate import check_core as check

    return dict(check(feed, date, lake=_lake(settings)))


def take_decisions(date: dt.date, settings: Settings) -> Counts:
    """Take what people decided, as it stands now, into the lake; a night that runs again goes by what it took first."""
    from doisoat.publish.migrate import migrate
    from doisoat.review.standing import read_standing

    lake = _lake(settings)
    if not lake.parts(link.DECISION, date):
        migrate(settings.warehouse_url)
        lake.write(link.DECISION, date, read_standing(settings.warehouse_url))
    return {"decisions": lake.rows(link.DECISION, date)}


def link_beneficiaries(date: dt.date, settings: Settings) -> Counts:
    """Say which person each roll entry is."""
    from doisoat.linkage.link import link_beneficiaries as link_entries

    lake = _lake(settings)
    with lake.file(core.POPULATION, date) as population:
        entries, accounts = lake.read(core.BENEFICIARIES, date), lake.read(core.ACCOUNTS, date)
        links = link_entries(population, entries, accounts, _model(), decisions=_decisions(lake, date), progress=_log)
    lake.write(link.BENEFICIARY_PERSON, date, links)
    _keep_judgements(lake, link.BENEFICIARY_PERSON, date, links)
    return _statuses(links)


def link_accounts(date: dt.date, settings: Settings) -> Counts:
    """Say which person holds each account that the banks returned."""
    from doisoat.linkage.link import link_accounts as link_holders

    lake = _lake(settings)
    with lake.file(core.POPULATION, date) as population:
        entries, accounts = lake.read(core.BENEFICIARIES, date), lake.read(core.ACCOUNTS, date)
        links = link_holders(population, accounts, entries, _model(), decisions=_decisions(lake, date), progress=_log)
    lake.write(link.ACCOUNT_PERSON, date, links)
    _keep_judgements(lake, link.ACCOUNT_PERSON, date, links)
    return _statuses(links)


def reconcile(date: dt.date, settings: Settings) -> Counts:
    """Say of every roll entry what is true today: person, account, pay channel, hold."""
    from doisoat.linkage.pairs import score_pairs
    from doisoat.reconcile.build import build_accounts, build_beneficiaries
    from doisoat.reconcile.coverage import build_coverage
    from doisoat.reconcile.discrepancies import add_reported, build_findings
    from doisoat.reconcile.target import load_target
    from doisoat.reconcile.worklist import Night, build_claims, build_tasks, judge_reports, reported_states
    from doisoat.replay.configuration import read_configuration

    rules, duties = _rules(date), _duties()
    lake = _lake(settings)
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
        compare=partial(score_pairs, model=_model()),
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
        published, date=date, target=target, calendar=duties.calendar, reported=reported, payments=paid.payment
    )
    lake.write(mart.COVERAGE, date, coverage)
    return {
        "beneficiaries": published.num_rows,
        "accounts": accounts.num_rows,
        "findings": findings.num_rows,
        "tasks": tasks.num_rows,
    }


def list_cases(date: dt.date, settings: Settings) -> Counts:
    """Put before reviewers what they must see of each doubtful entry: its candidates, and why it waits."""
    from doisoat.review.cases import build_cases, candidate_ids, in_review

    lake = _lake(settings)
    links = lake.read(link.BENEFICIARY_PERSON, date)
    found = in_review(
        lake.read(core.BENEFICIARIES, date),
        lake.read(mart.BENEFICIARY, date),
        links,
        _persons(lake, date, candidate_ids(links)),
    )
    cases, candidates = build_cases(found, _model(), date)
    lake.write(mart.CASE_FILE, date, cases)
    lake.write(mart.CANDIDATE, date, candidates)
    return {"cases": cases.num_rows, "candidates": candidates.num_rows}


def settle_payments(date: dt.date, settings: Settings) -> Counts:
    """Say of every payment instructed so far what became of it, to the last đồng."""
    from doisoat.payments.steps import settle_night

    return settle_night(date, settings)


def stage(date: dt.date, settings: Settings) -> Counts:
    """Load the night into the warehouse's schema `staging`, where nobody reads it yet."""
    from doisoat.publish.migrate import migrate
    from doisoat.publish.stage import stage as load

    migrate(settings.warehouse_url)
    lake = _lake(settings)
    reconciled = (
        *(mart.BENEFICIARY, mart.ACCOUNT, mart.FINDING, mart.COVERAGE),
        *(mart.TASK, mart.FIELDWORK, mart.ACCOUNT_CLAIM, mart.CASE_FILE, mart.CANDIDATE),
        *mart.LEDGER,
    )
    tables = {table: lake.read(table, date) for table in reconciled}
    tables[mart.FILE_ACCOUNTING] = _per_feed(lake, core.FILE_ACCOUNTING, date)
    tables[mart.QUARANTINE] = _per_feed(lake, core.QUARANTINE, date)
    return dict(load(settings.warehouse_url, tables, date=date))


def check_mart(date: dt.date, settings: Settings) -> Counts:
    """Judge the staged night against the contract; QualityGateFailed keeps readers on the former one."""
    from doisoat.publish.stage import stage as load
    from doisoat.quality.gate import check_mart as check

    lake = _lake(settings)
    expected = {"beneficiary": lake.rows(core.BENEFICIARIES, date), "account": lake.rows(mart.ACCOUNT, date)}
    expected["payment_closing"] = lake.rows(mart.PAYMENT_CLOSING, date)
    counts = check(settings.warehouse_url, date, lake=lake, expected_rows=expected)
    results = [lake.read(mart.QUALITY_RESULT, date, part) for part in lake.parts(mart.QUALITY_RESULT, date)]
    load(settings.warehouse_url, {mart.QUALITY_RESULT: pa.concat_tables(results)}, date=date)
    return dict(counts)


def publish(date: dt.date, settings: Settings) -> Counts:
    """Show readers the staged night instead of the former one, in one transaction."""
    from doisoat import __version__
    from doisoat.publish.publish import publish as show
    from doisoat.publish.run import run_row
    from doisoat.reconcile.policy import policy_digest

    lake = _lake(settings)
    run = run_row(
        date,
        code_version=f"{__version__}, policy {policy_digest()}",
        model_version=_model().version,
        beneficiaries=lake.read(mart.BENEFICIARY, date),
        accounts=lake.read(mart.ACCOUNT, date),
        files=_per_feed(lake, core.FILE_ACCOUNTING, date),
    )
    changed = show(settings.warehouse_url, date, run)
    return {"run_id": run["run_id"], **{f"changed_{name}": rows for name, rows in changed.items()}}


def answer_fieldwork(date: dt.date, settings: Settings) -> Counts:
    """Tell the wards, in a copy beside the receipt, what became of each line that they sent back."""
    from doisoat.worklists.answer import answer

    return dict(answer(date, lake=_lake(settings), landing=open_store(settings.landing)))


def issue_worklists(shard: int, date: dt.date, settings: Settings) -> Counts:
    """Write the workbooks of a shard of the wards: who says to whom what is to be done by when."""
    from doisoat.worklists.issue import issue

    return dict(issue(shard, date, url=settings.warehouse_url, store=open_store(settings.lake)))


def report(date: dt.date, settings: Settings) -> "Iterator[Letter]":
    """The mails that say what the night came to, to everybody who has not been sent theirs."""
    from doisoat.report.compose import compose_report

    night = _published_night(date, settings)
    return _letters("night", date, settings, partial(compose_report, night))


def failure_report(date: dt.date, stage: str, reason: str, settings: Settings | None) -> "Iterator[Letter]":
    """The mails that say why the night stopped, with what is known of each source so far.

    Without settings the lake is not asked: it may be what stopped the night.
    """
    from doisoat.report.compose import compose_failure

    lake = _lake(settings) if settings else None
    sources = _per_feed(lake, core.FILE_ACCOUNTING, date) if lake and lake.parts(core.FILE_ACCOUNTING, date) else None

    def compose(_scope: "Scope", _role: str, language: str) -> "Mail":
        return compose_failure(date, stage, reason, language, sources)

    return _letters("stopped", date, settings, compose, cause=f"{stage} {reason}")


def missing_report(date: dt.date, settings: Settings) -> "Iterator[Letter]":
    """What should have been mailed by now: the report of a published night, or the word that there is no night.

    Whoever was told why the night stopped is not told that it is late.
    """
    from doisoat.publish.figures import is_published
    from doisoat.report.compose import compose_late
    from doisoat.report.sources import FEEDS as REQUIRED

    if is_published(settings.warehouse_url, date):
        return report(date, settings)
    landing = open_store(settings.landing)
    arrived = {feed: len(landing.folders(f"{feed}/{date}/")) for feed in REQUIRED}

    def compose(_scope: "Scope", _role: str, language: str) -> "Mail":
        return compose_late(date, language, arrived)

    return _letters("late", date, settings, compose, unless="stopped")


def pages(date: dt.date, settings: Settings) -> Counts:
    """Write the night's pages and the committee's workbook below report/ in the lake, in every language."""
    from doisoat.publish.quality_history import quality_history, quality_nights
    from doisoat.report.campaign import campaign_page, campaign_workbook
    from doisoat.report.edition import LANGUAGES
    from doisoat.report.quality_page import quality_index, quality_page, suffix

    night, store = _published_night(date, settings), open_store(settings.lake)
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
    from doisoat.report.campaign import campaign_workbook

    return campaign_workbook(_published_night(date, settings), "vi")


def _lake(settings: Settings) -> Lake:
    return Lake.open(settings.lake, settings.scratch)


def _letters(
    mail: str, date: dt.date, settings: Settings | None, compose: "Compose", *, cause: str = "", unless: str = ""
) -> "Iterator[Letter]":
    """The letters to those who get such a mail about `date`; not to whom a mail `unless` about it was sent.

    Without settings nobody knows what was sent before.
    """
    from doisoat.report.letters import is_told, letters
    from doisoat.report.outbox import NoOutbox, Outbox
    from doisoat.report.places import bank_names, known_areas
    from doisoat.report.recipients import load_recipients
    from doisoat.storage.reference import load_calendar

    outbox = Outbox(open_store(settings.lake)) if settings else NoOutbox()
    holidays = load_calendar().holidays
    recipients = [
        r
        for r in load_recipients(areas=known_areas(), banks=set(bank_names()))
        if r.gets(mail, date, holidays) and not (unless and is_told(outbox, date, unless, r))
    ]
    return letters(mail, date, recipients, compose, outbox=outbox, cause=cause)


def _published_night(date: dt.date, settings: Settings) -> "Night":
    from doisoat.intake.config import load_limits
    from doisoat.publish.breakdown import breakdown
    from doisoat.publish.figures import figures
    from doisoat.reconcile.target import load_target
    from doisoat.report.compose import Night
    from doisoat.report.links import links
    from doisoat.storage.reference import load_calendar

    return Night(
        figures(settings.warehouse_url, date),
        breakdown(settings.warehouse_url, date),
        target=load_target(date),
        calendar=load_calendar(),
        late_after_days={feed: load_limits(feed).warn_after_days for feed in FEEDS},
        links=links(settings.base_url, date),
    )


def _model() -> "Model":
    from doisoat.linkage.model import current_model

    return current_model()


def _decisions(lake: Lake, date: dt.date) -> pa.Table:
    """What people had decided when the night began; of nights before there were decisions, nothing."""
    return lake.read(link.DECISION, date) if lake.parts(link.DECISION, date) else link.DECISION.schema.empty_table()


def _keep_judgements(lake: Lake, table: Table, date: dt.date, links: pa.Table) -> None:
    """Add what the night judged otherwise than the one before to link/judgement."""
    from doisoat.linkage.judged import SUBJECTS, new_judgements

    subject, night = SUBJECTS[table], lake.former(link.JUDGED, date)
    kept = night is not None and subject in lake.parts(link.JUDGED, night)
    former = lake.read(table, night) if night is not None and kept else table.schema.empty_table()
    lake.write(link.JUDGED, date, new_judgements(table, links, former, _decisions(lake, date)), subject)


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


def _log(line: str) -> None:
    logging.getLogger(__name__).info(line)


def _statuses(links: pa.Table) -> Counts:
    tally = links["match_status"].value_counts().to_pylist()
    return {"rows": links.num_rows, **{pair["values"]: pair["counts"] for pair in tally}}


def _per_feed(lake: Lake, table: Table, date: dt.date) -> pa.Table:
    """A table that each feed wrote a part of."""
    return pa.concat_tables(lake.read(table, date, part) for part in lake.parts(table, date))


def _linked_persons(lake: Lake, date: dt.date, *links: pa.Table) -> pa.Table:
    """The register's rows of the people that somebody was linked to."""
    wanted = pa.chunked_array([chunk for table in links for chunk in table["personal_id"].chunks]).unique()
    return _persons(lake, date, wanted.drop_null())


def _persons(lake: Lake, date: dt.date, personal_ids: pa.Array) -> pa.Table:
    with lake.file(core.POPULATION, date) as path:
        return ds.dataset(path).to_table(filter=pc.field("personal_id").isin(personal_ids))
