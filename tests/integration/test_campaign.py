"""Ten nights of a campaign in which nothing changes but what the wards report, on the real PostgreSQL."""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from doisoat import steps
from doisoat.publish.stage import stage
from doisoat.records import mart
from doisoat.settings import Settings
from doisoat.synthetic.order import Order
from doisoat.synthetic.wards import Told, report_back
from doisoat.synthetic.zone import generate
from doisoat.worklists import SHARDS
from published import ask
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
FIRST, NIGHTS = dt.date(2024, 1, 12), 10
COUNTED = ("declined", "incapable", "absent")
DONE = {"account_opened", "declined", "incapable", "deceased", "moved_out"}
# Steps whose tables stay as they are from night to night.
LINKING = (steps.take_decisions, steps.link_people)
NOTHING_JUDGED = mart.QUALITY_RESULT.schema.empty_table()


@dataclass
class Campaign:
    """`told` are all results so far; `coverage` and `states` what was published of each night."""

    folder: Path
    settings: Settings
    told: list[Told] = field(default_factory=list)
    coverage: dict[dt.date, dict[str, int]] = field(default_factory=dict)
    states: dict[dt.date, dict[str, str]] = field(default_factory=dict)

    def publish(self, date: dt.date) -> None:
        feeds = steps.FEEDS if date == FIRST else ("fieldwork",)
        if date != FIRST:
            self._carry(date)
        for feed in feeds:
            for take_in in steps.INGEST:
                if take_in is not steps.check_core:
                    take_in(feed, date, self.settings)
        steps.answer_fieldwork(date, self.settings)
        for step in steps.RECONCILE:
            if step is steps.check_mart:  # the gates have tests of their own, and take half of a night so small
                stage(self.settings.warehouse_url, {mart.QUALITY_RESULT: NOTHING_JUDGED}, date=date)
            elif date == FIRST or step not in LINKING:
                step(date, self.settings)
        for shard in range(SHARDS):
            steps.issue_worklists(shard, date, self.settings)
        self._look(date)

    def _carry(self, date: dt.date) -> None:
        for source in (self.folder / "lake").rglob(f"business_date={FIRST}"):
            place = source.parent.relative_to(self.folder / "lake").as_posix()
            if not place.startswith(("raw", "mart")) and place != "core/fieldwork":
                shutil.copytree(source, source.parent / f"business_date={date}", dirs_exist_ok=True)

    def _look(self, date: dt.date) -> None:
        url = self.settings.warehouse_url
        columns = ("beneficiaries", "with_account", "account_problem", "no_account", *COUNTED)
        query = f"select {', '.join(columns)} from reconciled.coverage where business_date = %s and level = 'city'"
        self.coverage[date] = dict(zip(columns, ask(url, query, date)[0], strict=True))
        ward = "select worklist_id, state from reconciled.worklist where actor = 'ward'"
        self.states[date] = dict(ask(url, ward))


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory, warehouse_server: WarehouseServer) -> Campaign:
    folder = tmp_path_factory.mktemp("campaign")
    generate(Order(folder / "landing", persons=3000, date=FIRST, seed=3), say=lambda _: None)
    rng = np.random.default_rng(5)
    places = (str(folder / name) for name in ("landing", "lake"))
    run = Campaign(folder, Settings(*places, warehouse_server.migrated(), str(folder / "scratch")))
    run.publish(FIRST)
    for day in range(1, NIGHTS):
        date = FIRST + dt.timedelta(days=day)
        lists = folder / "lake" / "worklist"
        former = date - dt.timedelta(days=1)
        run.told += report_back(lists, folder / "landing", listed_on=former, date=date, rng=rng)
        if day == 6:  # some report once more, on a list of days ago
            old = FIRST + dt.timedelta(days=2)
            run.told += report_back(lists, folder / "landing", listed_on=old, date=date, rng=rng, sequence=2)
        run.publish(date)
    return run


def standing(told: Iterable[Told], date: dt.date) -> dict[str, str]:
    """What holds on `date` by task: of the results that could be taken the one on the newest list, then the newest."""
    taken = [t for t in told if t.mistake is None and t.delivered_on <= date]
    newest = sorted(taken, key=lambda t: (t.listed_on, t.delivered_on))
    return {t.worklist_id: t.result for t in newest}


def test_the_wards_have_reported_well_and_badly(campaign: Campaign) -> None:
    assert len(campaign.told) > 100
    assert len({t.mistake for t in campaign.told}) == 6
    assert {t.result for t in campaign.told} >= {*DONE, "absent"}


def test_coverage_moves_by_exactly_what_was_reported(campaign: Campaign) -> None:
    entries = (
        "select worklist_id, (select count(*) from reconciled.beneficiary p where p.personal_id = b.personal_id"
        " and b.match_status = 'matched' and coalesce(p.person_status, 'alive') = 'alive'"
        " and p.hold_reason is distinct from 'duplicate' and p.match_status = 'matched'"
        " and p.account_status not in ('verified', 'representative')), b.beneficiary_code, b.personal_id"
        " from reconciled.worklist w join reconciled.beneficiary b using (beneficiary_code)"
    )
    people = {
        task: (max(count, 1), person or code)
        for task, count, code, person in ask(campaign.settings.warehouse_url, entries)
    }
    for date, seen in campaign.coverage.items():
        latest: dict[str, tuple[dt.date, dt.date, str, str]] = {}
        for told in sorted(campaign.told, key=lambda t: (t.listed_on, t.delivered_on)):
            if told.mistake is None and told.delivered_on <= date:
                latest[told.worklist_id] = (told.delivered_on, told.listed_on, told.worklist_id, told.result)
        by_person: dict[str, tuple[dt.date, dt.date, str, str]] = {}
        for task, said in latest.items():
            person = people[task][1]
            by_person[person] = max(by_person.get(person, said), said)
        wanted = Counter(dict.fromkeys(COUNTED, 0))
        for _, _, task, result in by_person.values():
            wanted[result] += people[task][0]
        assert {name: seen[name] for name in COUNTED} == {name: wanted[name] for name in COUNTED}, date


def test_a_wards_word_gives_nobody_a_usable_account_and_loses_nobody(campaign: Campaign) -> None:
    assert {(c["beneficiaries"], c["with_account"]) for c in campaign.coverage.values()} == {
        (campaign.coverage[FIRST]["beneficiaries"], campaign.coverage[FIRST]["with_account"])
    }
    claims = ask(campaign.settings.warehouse_url, "select count(*) from reconciled.account_claim")[0][0]
    last = standing(campaign.told, max(campaign.states))
    assert claims == sum(result == "account_opened" for result in last.values())


def test_every_task_is_in_the_state_that_follows_from_what_was_reported(campaign: Campaign) -> None:
    for date, states in campaign.states.items():
        held = standing(campaign.told, date)
        wanted = {task: "done" if held.get(task) in DONE else "open" for task in states}
        assert states == wanted, date
        assert set(states) == set(campaign.states[FIRST]), "nothing else changed"


def test_what_cannot_be_taken_is_in_quarantine_with_its_reason(campaign: Campaign) -> None:
    reasons = {
        "name_altered": "identity_altered",
        "no_reason": "reason_missing",
        "no_number": "missing",
        "day_ahead": "date_ahead",
        "said_twice": "contradicting_reports",
    }
    wanted = Counter(reasons[t.mistake] for t in campaign.told if t.mistake)
    wanted["contradicting_reports"] *= 2
    last = FIRST + dt.timedelta(days=NIGHTS - 1)
    query = (
        "select reason, count(*) from reconciled.quarantine where feed = 'fieldwork' and business_date = %s group by 1"
    )
    assert dict(ask(campaign.settings.warehouse_url, query, last)) == dict(wanted)


def test_each_ward_is_answered_as_the_night_then_judges(campaign: Campaign) -> None:
    answered = Counter[str]()
    for path in (campaign.folder / "landing" / "_receipts" / "fieldwork").rglob("*.xlsx"):
        with CalamineWorkbook.from_path(path) as book:
            answered.update(row[5].partition(":")[0] for row in book.get_sheet_by_index(0).to_python()[4:])
    last = FIRST + dt.timedelta(days=NIGHTS - 1)
    ward = "select count(*) from reconciled.fieldwork where verdict in ('taken', 'superseded')"
    assert answered["Đã ghi nhận"] == ask(campaign.settings.warehouse_url, ward)[0][0]
    old = "select count(*) from reconciled.fieldwork where verdict = 'stale'"
    assert answered["Danh sách cũ"] == ask(campaign.settings.warehouse_url, old)[0][0]
    aside = "select count(*) from reconciled.quarantine where feed = 'fieldwork' and business_date = %s"
    assert (
        answered.total() - answered["Đã ghi nhận"] - answered["Danh sách cũ"]
        == (ask(campaign.settings.warehouse_url, aside, last)[0][0])
    )


def test_what_comes_on_an_older_list_is_stale(campaign: Campaign) -> None:
    newest = {}
    for told in campaign.told:
        if told.mistake is None:
            newest[told.worklist_id] = max(newest.get(told.worklist_id, told.listed_on), told.listed_on)
    late = {
        t.worklist_id
        for t in campaign.told
        if t.mistake is None and (t.delivered_on - t.listed_on).days > 1 and t.listed_on < newest[t.worklist_id]
    }
    query = "select distinct worklist_id from reconciled.fieldwork where verdict = 'stale'"
    stale = {task for (task,) in ask(campaign.settings.warehouse_url, query)}
    assert stale <= late
    assert stale
