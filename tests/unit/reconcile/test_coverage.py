import datetime as dt
import itertools
from typing import Any

import pyarrow as pa
import pytest

from doisoat.errors import ConservationError
from doisoat.reconcile.coverage import build_coverage
from doisoat.reconcile.policy import ACCOUNT_STATUSES
from doisoat.reconcile.target import Calendar, Target
from doisoat.records import mart
from doisoat.storage.reference import HIV_PROGRAMMES

FRIDAY, WEDNESDAY = dt.date(2024, 1, 12), dt.date(2024, 1, 17)
STATES = ["with_account", "account_problem", "no_account"]
EXCEPTED = ["declined", "incapable", "absent"]


def cover(*entries: dict[str, Any], target: Target | None = None) -> dict[str, dict[str, Any]]:
    """Coverage by area of these entries, in one village with no account where they do not say otherwise."""
    ordinary = {"district_code": "001", "ward_code": "00004", "village": "Tổ 1", "account_status": "none"}
    rows = [{**ordinary, "pay_channel": "postal_cash", **entry} for entry in entries]
    for row in rows:
        row.update({"beneficiary_code": "A", "business_date": FRIDAY, "full_name": "x", "match_method": "none"})
        row["match_status"] = "unmatched"
    columns = [{name: row.get(name) for name in mart.BENEFICIARY.names} for row in rows]
    published = pa.Table.from_pylist(columns, schema=mart.BENEFICIARY.schema)
    calendar = Calendar(holidays={dt.date(2024, 1, 16)}, worked=())
    areas = build_coverage(
        published, date=FRIDAY, target=target, calendar=calendar, hiv_programmes=HIV_PROGRAMMES
    ).to_pylist()
    return {area["area"]: area for area in areas}


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("verified", "with_account"),
        ("representative", "with_account"),
        ("close_match", "account_problem"),
        ("mismatch", "account_problem"),
        ("inactive", "account_problem"),
        ("not_found", "account_problem"),
        ("found_unlisted", "account_problem"),
        ("none", "no_account"),
    ],
)
def test_everybody_is_in_one_state(status: str, state: str) -> None:
    city = cover({"account_status": status})["city"]
    assert city["beneficiaries"] == 1
    assert {name: city[name] for name in STATES} == {name: int(name == state) for name in STATES}


def test_status_without_a_state_is_a_defect() -> None:
    with pytest.raises(ConservationError, match="no state"):
        cover({"account_status": "new"})


@pytest.mark.parametrize(
    ("entry", "counted"),
    [
        pytest.param({"person_status": "alive"}, 1, id="alive"),
        pytest.param({}, 1, id="nobody known to be dead"),
        pytest.param({"pay_channel": "hold", "hold_reason": "review"}, 1, id="in review"),
        pytest.param({"person_status": "deceased"}, 0, id="dead"),
        pytest.param({"person_status": "missing"}, 0, id="missing"),
        pytest.param({"person_status": "moved_out"}, 0, id="moved out"),
        pytest.param({"person_status": "alive", "pay_channel": "hold", "hold_reason": "duplicate"}, 0, id="surplus"),
    ],
)
def test_who_is_not_there_does_not_count(entry: dict[str, Any], counted: int) -> None:
    assert cover({"village": "Tổ 2"}, entry)["city"]["beneficiaries"] == 1 + counted


def test_each_level_is_the_sum_of_the_one_below() -> None:
    areas = cover(
        {"account_status": "verified", "pay_channel": "bank"},
        {"village": "Tổ 2"},
        {"ward_code": "00006"},
        {"district_code": "002", "ward_code": "00037", "village": None, "pay_channel": "hold"},
        {"district_code": "002", "ward_code": None, "village": None},
        {"district_code": None, "ward_code": None, "village": None},
    )
    sums = {
        level: [sum(a[n] for a in areas.values() if a["level"] == level) for n in (*STATES, "postal_cash", "held")]
        for level in ("city", "district", "ward", "village")
    }
    assert sums == dict.fromkeys(sums, [1, 0, 5, 4, 1])
    assert [area for area in areas if area.startswith("district")] == [
        "district/001",
        "district/002",
        "district/unknown",
    ]
    assert areas["ward/002/unknown"]["beneficiaries"] == 1


AREAS: tuple[dict[str, str | None], ...] = (
    {"district_code": "001", "ward_code": "00001", "village": "Tổ 1"},
    {"district_code": "001", "ward_code": "00001", "village": " tổ  1"},
    {"district_code": "001", "ward_code": "00001", "village": ""},
    {"district_code": "001", "ward_code": "00004", "village": None},
    {"district_code": "001", "ward_code": None, "village": "Tổ 1"},
    {"district_code": None, "ward_code": "00001", "village": "Tổ 1"},
    {"district_code": None, "ward_code": None, "village": "unknown"},
    {"district_code": "unknown", "ward_code": "none", "village": "city"},
)


def test_totals_close_whatever_is_true_of_an_entry() -> None:
    """Every combination of area, account, person, hold, ward's report, programme and last payment, once each."""
    alive = (None, "alive", "deceased", "missing", "moved_out")
    holds = (None, "duplicate", "review", "programme_conflict", "account_shared")
    said = (None, "declined", "incapable", "absent")
    product = itertools.product(AREAS, ACCOUNT_STATUSES, alive, holds, said, ("05c", "08"), (False, True))
    entries, reports, payments = [], [], []
    for number, (area, account, person, hold, word, programme, paid) in enumerate(product):
        code = f"E{number}"
        channel = "hold" if hold else "postal_cash"
        entries.append({
            **{"beneficiary_code": code, "business_date": FRIDAY, "full_name": "x", "programme_code": programme},
            **{"match_status": "matched", "match_method": "none", "account_status": account, "pay_channel": channel},
            **{"person_status": person, "hold_reason": hold, **area},
        })
        reports += [{"beneficiary_code": code, "coverage": word}] if word else []
        payments += [{"beneficiary_code": code, "status": "settled", "period": "2024-01"}] if paid else []
    columns = [{name: row.get(name) for name in mart.BENEFICIARY.names} for row in entries]
    areas = build_coverage(
        pa.Table.from_pylist(columns, schema=mart.BENEFICIARY.schema),
        date=FRIDAY,
        target=None,
        calendar=Calendar(holidays=(), worked=()),
        hiv_programmes=HIV_PROGRAMMES,
        reported=pa.Table.from_pylist(reports),
        payments=pa.Table.from_pylist(
            [{name: row.get(name) for name in mart.PAYMENT.names} for row in payments], schema=mart.PAYMENT.schema
        ),
    ).to_pylist()
    assert len({area["area"] for area in areas}) == len(areas)
    counts = [c.name for c in mart.COVERAGE.columns if c.type == pa.int64()]
    sums = {
        level: [sum(row[name] for row in areas if row["level"] == level) for name in counts]
        for level in ("city", "district", "ward", "village")
    }
    assert sums == dict.fromkeys(sums, sums["city"])
    (city,) = (row for row in areas if row["level"] == "city")
    counted = [e for e in entries if e["person_status"] in {None, "alive"} and e["hold_reason"] != "duplicate"]
    assert city["beneficiaries"] == len(counted) == sum(city[name] for name in STATES + EXCEPTED)
    usable = [e for e in counted if e["account_status"] in {"verified", "representative"}]
    assert (city["with_account"], city["declined"]) == (len(usable), (len(counted) - len(usable)) // 4)


def test_city_names_no_area_below_it() -> None:
    city = cover({})["city"]
    assert (city["district_code"], city["ward_code"], city["village"]) == (None, None, None)


def test_village_is_one_in_capitals_or_with_spaces() -> None:
    areas = cover({"village": "Tổ 1"}, {"village": "TỔ  1 "}, {"village": "To\u0302\u0309 1"})
    assert areas["village/001/00004/tổ 1"]["beneficiaries"] == 3


def test_after_the_reform_there_are_no_districts() -> None:
    assert "district/none" in cover({"district_code": None, "ward_code": "00004"})


@pytest.mark.parametrize(
    ("share", "date", "needed"),
    [
        pytest.param(1.0, WEDNESDAY, 1.5, id="three left, Monday and Wednesday to do it"),
        pytest.param(0.5, WEDNESDAY, 0.5, id="half is the target"),
        pytest.param(0.25, WEDNESDAY, 0.0, id="reached"),
        pytest.param(1.0, FRIDAY, None, id="no day left"),
    ],
)
def test_what_is_needed_a_working_day(share: float, date: dt.date, needed: float | None) -> None:
    city = cover({"account_status": "verified"}, {}, {}, {}, target=Target(share, date, 20))["city"]
    assert (city["needed_per_working_day"], city["target_share"], city["target_date"]) == (needed, share, date)


def test_without_a_target_nothing_is_needed() -> None:
    city = cover({})["city"]
    assert (city["needed_per_working_day"], city["target_share"], city["will_miss"]) == (None, None, None)


@pytest.mark.parametrize("programme", ["03a", "03b", "08", " 08 ", "03A"])
def test_who_lives_with_hiv_counts_in_the_city_and_in_no_area(programme: str) -> None:
    areas = cover({"programme_code": "05c"}, {"programme_code": programme})
    counted = {area: row["beneficiaries"] for area, row in areas.items()}
    assert counted == {
        **{"city": 2, "district/001": 1, "ward/001/00004": 1, "village/001/00004/tổ 1": 1},
        **{"district/unknown": 1, "ward/unknown/unknown": 1, "village/unknown/unknown/unknown": 1},
    }
