"""A night by area and bank, as the warehouse tells it: what is published, what changed, what was there before."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest

from doisoat.publish.breakdown import breakdown
from doisoat.publish.figures import is_published, newest_night
from doisoat.publish.quality_history import quality_history, quality_nights
from published import FRIDAY, SATURDAY, SUNDAY, area, beneficiary, night, show, task

pytestmark = pytest.mark.stack
BA_DINH = {"district_code": "001", "ward_code": "00001"}


@pytest.fixture
def url(url: str) -> str:
    """Two nights: A loses the account, B gets one, C leaves, D is new."""
    cash = {"pay_channel": "postal_cash", "account_status": "none", **BA_DINH}
    first = [beneficiary("A", **BA_DINH, bank_bin="970436"), beneficiary("B", **cash), beneficiary("C", **BA_DINH)]
    held = {"pay_channel": "hold", "hold_reason": "deceased", "person_status": "deceased", "bank_bin": "970436"}
    second = [beneficiary("A", **BA_DINH, **held), beneficiary("B", **BA_DINH), beneficiary("D", **cash)]
    counts = {"district_code": "001"}
    show(
        url,
        FRIDAY,
        night(FRIDAY, *first, areas=(area("district/001", with_account=2, no_account=1, **counts),)),
    )
    show(
        url,
        SATURDAY,
        night(SATURDAY, *second, areas=(area("district/001", with_account=1, no_account=1, **counts),)),
    )
    return url


def test_a_night_is_told_as_it_was_then(url: str) -> None:
    rows = {date: Counter[str]() for date in (FRIDAY, SATURDAY)}
    for date, counts in rows.items():
        for tally in breakdown(url, date).tallies:
            assert tally.area == "001"
            counts[tally.pay_channel] += tally.rows
    assert rows == {FRIDAY: {"bank": 2, "postal_cash": 1}, SATURDAY: {"bank": 1, "postal_cash": 1, "hold": 1}}


def test_whoever_is_known_to_be_dead_does_not_count_as_resident(url: str) -> None:
    held = [t for t in breakdown(url, SATURDAY).tallies if t.hold_reason == "deceased"]
    assert [(t.resident, t.bank_bin, t.rows) for t in held] == [(False, "970436", 1)]


def test_open_tasks_are_counted_by_area_as_they_were_then(url: str) -> None:
    cash = {"pay_channel": "postal_cash", "account_status": "none"}
    entries = [beneficiary("E", **cash, **BA_DINH), beneficiary("F", **cash, **BA_DINH, programme_code="08")]
    tasks = (task("1", "E"), task("2", "E", reason="id_damaged", actor="labour"), task("3", "F", actor="labour"))
    show(url, SUNDAY, night(SUNDAY, *entries, tasks=tasks))
    late = SUNDAY + dt.timedelta(days=30)
    show(url, late, night(late, *entries, tasks=(tasks[0], tasks[1] | {"state": "done"}, tasks[2])))
    of_night = {
        date: {(w.area, w.ward_code, w.actor): (w.open, w.late) for w in breakdown(url, date).work}
        for date in (SATURDAY, SUNDAY, late)
    }
    apart = ("unknown", None, "labour")
    assert of_night == {
        SATURDAY: {},
        SUNDAY: {("001", "00001", "ward"): (1, 0), ("001", "00001", "labour"): (1, 0), apart: (1, 0)},
        late: {("001", "00001", "ward"): (1, 1), apart: (1, 1)},
    }


def test_changes_are_those_since_the_former_night_with_their_reason(url: str) -> None:
    assert breakdown(url, FRIDAY).changes == ()
    told = {(c.what, c.from_value, c.to_value, c.reason, c.rows) for c in breakdown(url, SATURDAY).changes}
    assert ("pay_channel", "bank", "hold", "deceased", 1) in told
    assert ("pay_channel", "postal_cash", "bank", "verified", 1) in told
    assert {c.cause for c in breakdown(url, SATURDAY).changes if c.what == "entry"} == {"entry_new", "entry_left"}


def test_coverage_reaches_back_and_not_forward(url: str) -> None:
    assert [s.business_date for s in breakdown(url, SATURDAY).states] == [FRIDAY, SATURDAY]
    assert [(s.business_date, s.code, s.left, s.base) for s in breakdown(url, FRIDAY).states] == [(FRIDAY, "001", 1, 3)]


def test_a_ward_without_a_district_has_its_way_like_a_district(url: str) -> None:
    def ward(district: str, **counts: int) -> dict[str, Any]:
        place = {"level": "ward", "district_code": district, "ward_code": "00004"}
        return area(f"ward/{district}", **place, **counts)

    for ago in (2, 1, 0):
        date = SUNDAY + dt.timedelta(days=3 - ago)
        areas = (ward("none", with_account=10 - ago, no_account=ago), ward("001", with_account=10, no_account=0))
        show(url, date, night(date, beneficiary("A"), areas=areas))
    states = [s for s in breakdown(url, date).states if s.level == "ward"]
    assert [s.left for s in states if s.district_code == "none"] == [2, 1, 0]
    assert len([s for s in states if s.district_code == "001"]) == 2, "of a ward of a district only the night before"


def test_the_rows_of_the_former_night_are_those_it_used(url: str) -> None:
    assert breakdown(url, FRIDAY).former_rows == {}
    assert breakdown(url, SATURDAY).former_rows == {("beneficiaries", "so-ldtbxh"): 5}


def test_the_history_of_the_checks_ends_with_the_night(url: str) -> None:
    assert [r.business_date for r in quality_history(url, FRIDAY)] == [FRIDAY]
    assert [(date, total, warnings) for date, total, warnings, _ in quality_nights(url)] == [
        (SATURDAY, 1, 1),
        (FRIDAY, 1, 1),
    ]


def test_a_night_is_published_or_not(url: str) -> None:
    assert is_published(url, FRIDAY)
    assert not is_published(url, FRIDAY.replace(day=1))
    assert newest_night(url) == SATURDAY


def test_a_warehouse_that_was_never_published_to_has_no_night(warehouse_url: str) -> None:
    assert not is_published(warehouse_url, FRIDAY)
