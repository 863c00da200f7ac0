"""Nights without a scheduler, on the real PostgreSQL: a person's decision made, obeyed, taken back; nights replayed."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from contract import breaches
from doisoat import steps
from doisoat.linkage.digest import evidence_digest
from doisoat.linkage.judged import links_of
from doisoat.records import core, link
from doisoat.replay.night import replay
from doisoat.review.decisions import Case, Shown, decide, withdraw
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.storage.warehouse import connect
from doisoat.synthetic.order import Order
from doisoat.synthetic.zone import generate
from factory import DATE
from published import ask

pytestmark = pytest.mark.stack
NIGHTS = [DATE + dt.timedelta(days=age) for age in range(3)]
LINKED = "select match_status, match_method, personal_id from reconciled.beneficiary where beneficiary_code = %s"
CAUSE = """select distinct cause from reconciled.change
    where beneficiary_code = %s and business_date = %s and what in ('personal_id', 'match_status', 'hold_reason')"""
AN_ENTRY = """select beneficiary_code, personal_id from reconciled.beneficiary
    where match_method = 'exact_id' and person_status = 'alive' order by 1 limit 1"""


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("zone") / "landing"
    generate(Order(folder, persons=1000, date=DATE, seed=7, nights=3), say=lambda _: None)
    return folder


def run(date: dt.date, settings: Settings) -> None:
    for feed in steps.FEEDS:
        steps.receive(feed, date, settings)
        steps.standardise(feed, date, settings)
    for step in steps.RECONCILE:
        step(date, settings)


def shown(lake: Lake, code: str, personal_id: str) -> Shown:
    """The evidence of a case as whoever decides sees it: the entry and the person as core has them."""
    (entry,) = [row for row in lake.read(core.BENEFICIARIES, DATE).to_pylist() if row["beneficiary_code"] == code]
    (person,) = [row for row in lake.read(core.POPULATION, DATE).to_pylist() if row["personal_id"] == personal_id]
    return Shown(evidence_digest(entry, person), model_version="person-v1")


def test_decision_is_obeyed_from_the_next_night_until_it_is_taken_back(
    landing: Path, warehouse_url: str, tmp_path: Path
) -> None:
    settings = Settings(str(landing), str(tmp_path / "lake"), warehouse_url, str(tmp_path / "scratch"))
    lake = Lake.open(settings.lake, settings.scratch)
    run(NIGHTS[0], settings)
    ((code, personal_id),) = ask(warehouse_url, AN_ENTRY)
    by_model = ("matched", "exact_id", personal_id)

    with connect(warehouse_url) as connection:
        evidence = shown(lake, code, personal_id)
        case = Case(personal_id, beneficiary_code=code)
        number = decide(connection, case, "different", reason="namesake", by="lan", shown=evidence, note="riêng")
    run(NIGHTS[1], settings)
    ((status, _, linked),) = ask(warehouse_url, LINKED, code)
    assert status != "matched"
    assert linked is None
    told = "select match_evidence -> 'decisions' -> 0 ->> 'state', match_evidence::text from reconciled.beneficiary"
    ((state, evidence_text),) = ask(warehouse_url, f"{told} where beneficiary_code = %s", code)
    assert state == "stands"
    assert "riêng" not in evidence_text
    assert ask(warehouse_url, CAUSE, code, NIGHTS[1]) == [("decided",)]

    with connect(warehouse_url) as connection:
        withdraw(connection, number, reason="decided_by_mistake", by="lan")
    # The same night again goes by the decisions that it took first.
    steps.take_decisions(NIGHTS[1], settings)
    assert lake.rows(link.DECISION, NIGHTS[1]) == 1
    run(NIGHTS[2], settings)
    assert ask(warehouse_url, LINKED, code) == [by_model]
    assert ask(warehouse_url, CAUSE, code, NIGHTS[2]) == [("decided",)]
    assert lake.rows(link.DECISION, NIGHTS[2]) == 0

    nights = [lake.read(link.LINKED_NIGHT, date).to_pylist()[0] for date in NIGHTS]
    assert [(night["kind"], night["reason"], night["since"]) for night in nights] == [
        ("full", "first", None),
        *(("incremental", None, date) for date in NIGHTS[:2]),
    ]
    told = ask(warehouse_url, "select counts ->> 'linkage' from reconciled.run order by business_date desc limit 1")
    assert told == [(f"incremental since {NIGHTS[1]}",)]
    judgements = [lake.read(link.JUDGED, date, "beneficiary") for date in NIGHTS]
    links = lake.read(link.BENEFICIARY_PERSON, NIGHTS[2]).sort_by("beneficiary_code")
    assert links_of(link.BENEFICIARY_PERSON, judgements).equals(links)
    assert judgements[1].num_rows < links.num_rows


def test_nights_are_replayed_with_the_decisions_and_tasks_of_then(
    landing: Path, warehouse_url: str, tmp_path: Path
) -> None:
    """The first two nights; then one on which nothing arrives."""
    arrived = shutil.copytree(landing, tmp_path / "landing")
    settings = Settings(str(arrived), str(tmp_path / "lake"), warehouse_url, str(tmp_path / "scratch"))
    lake = Lake.open(settings.lake, settings.scratch)
    run(NIGHTS[0], settings)
    ((code, personal_id),) = ask(warehouse_url, AN_ENTRY)
    with connect(warehouse_url) as connection:
        case, evidence = Case(personal_id, beneficiary_code=code), shown(lake, code, personal_id)
        number = decide(connection, case, "different", reason="namesake", by="lan", shown=evidence)
    deliver_again(arrived / "beneficiaries" / str(NIGHTS[1]) / "so-ldtbxh")
    run(NIGHTS[1], settings)
    assert breaches(warehouse_url) == []
    for feed in steps.FEEDS:
        shutil.rmtree(arrived / feed / str(NIGHTS[2]), ignore_errors=True)
    run(NIGHTS[2], settings)
    with connect(warehouse_url) as connection:
        withdraw(connection, number, reason="decided_by_mistake", by="lan")
    for date in NIGHTS:
        assert [one for one in replay(date, settings) if not one.same] == []
    assert breaches(warehouse_url) == []


def deliver_again(sender: Path) -> None:
    """The first delivery once more, as the second."""
    shutil.copytree(sender / "1", sender / "2")
    manifest = json.loads((sender / "2" / "manifest.json").read_text())
    (sender / "2" / "manifest.json").write_text(json.dumps({**manifest, "sequence": 2}))
