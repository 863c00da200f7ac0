"""A published night made by hand, as reports read it. A quiet one, and a busy one."""

import datetime as dt
from dataclasses import replace
from typing import Any

from doisoat.publish.breakdown import AreaState, Breakdown, Change, Tally, Work
from doisoat.publish.figures import Delivery, Failure, Figures, Unanswered
from doisoat.publish.labels import read_labels
from doisoat.reconcile.target import Target
from doisoat.report.night import Night
from doisoat.storage.reference import load_calendar

NIGHT = dt.date(2024, 1, 12)
LABELS = {(r["domain"], r["code"]): (r["label_vi"], r["label_en"]) for r in read_labels().to_pylist()}


def delivery(feed: str, sender: str, **changes: Any) -> Delivery:
    known = {"sequence": 1, "delivery_date": NIGHT, "outcome": "accepted", "reason": None, "replaced": False}
    rows = {"files": 1, "rows_read": 1000, "rows_accepted": 990, "rows_quarantined": 10}
    return Delivery(**{"feed": feed, "sender": sender, **known, **rows, **changes})


def state(level: str, code: str | None, *, can: int, left: int, ago: int = 0, **changes: Any) -> AreaState:
    """Coverage of the city (no code), a district, or a ward of Ba Đình, `ago` nights before."""
    ward = (
        {"district_code": "001", "ward_code": code} if level == "ward" else {"district_code": code, "ward_code": None}
    )
    counts = {"beneficiaries": can + left, "with_account": can, "account_problem": left, "no_account": 0}
    none = dict.fromkeys(("declined", "incapable", "absent", "paid_by_account"), 0)
    target = {"needed_per_working_day": float(left), "target_share": 1.0, "target_date": dt.date(2024, 1, 15)}
    outlook = {"forecast_share": 0.95, "forecast_low": 0.9, "forecast_high": 0.98, "will_miss": True}
    date = NIGHT - dt.timedelta(days=ago)
    return AreaState(**{
        "business_date": date,
        "level": level,
        **ward,
        **counts,
        **none,
        **target,
        **outlook,
        **changes,
    })


def tally(rows: int, **changes: Any) -> Tally:
    usual = {"match_status": "matched", "account_status": "verified", "pay_channel": "bank", "hold_reason": None}
    return Tally(**{"area": "001", "bank_bin": "970436", **usual, "resident": True, "rows": rows, **changes})


CASH = {"pay_channel": "postal_cash", "bank_bin": None}
QUIET = Night(
    Figures(
        business_date=NIGHT,
        run_id="9f3c1b7a20de45",
        published_at=dt.datetime(2024, 1, 12, 2, tzinfo=dt.UTC),
        deliveries=(delivery("population", "c06"), delivery("beneficiaries", "so"), delivery("accounts", "970436")),
        beneficiaries=1000,
        accounts=900,
        match_status={"matched": 1000},
        person_status={"alive": 1000},
        account_status={"verified": 1000},
        pay_channel={"bank": 1000},
        hold_reason={},
        quarantine={},
        failures=(),
        labels=LABELS,
    ),
    Breakdown(
        tallies=(tally(1000),),
        changes=(),
        states=(
            state("city", None, can=990, left=10, ago=1),
            state("city", None, can=1000, left=0, will_miss=False, forecast_share=1.0),
            state("district", "001", can=1000, left=0),
        ),
        former_rows={("population", "c06"): 1000},
    ),
    target=Target(1.0, dt.date(2024, 1, 15), 20),
    calendar=load_calendar(),
    late_after_days={"beneficiaries": 1},
)
BUSY = replace(
    QUIET,
    figures=replace(
        QUIET.figures,
        deliveries=(
            *QUIET.figures.deliveries,
            delivery("beneficiaries", "ba-vi", delivery_date=dt.date(2024, 1, 10), reason="carried forward"),
            delivery("beneficiaries", "ba-vi", sequence=2, outcome="refused", reason="wrong digest of <b>a.xlsx</b>"),
            delivery("accounts", "970415", replaced=True),
        ),
        quarantine={("beneficiaries", "invalid_amount"): 12, ("population", "missing"): 2},
        failures=(
            Failure("core/accounts", "accounts_have_rows", "critical", "0", None, None),
            Failure("mart/beneficiary", "beneficiary_match_rate", "warning", "20 of 1000", 20, 0.02),
        ),
        unanswered=(Unanswered("970405", 17, dt.date(2024, 1, 5)), Unanswered("970436", 3, dt.date(2024, 1, 8))),
    ),
    parts=Breakdown(
        tallies=(
            tally(900),
            tally(31, pay_channel="social_security", area="002"),
            tally(40, account_status="inactive", **CASH | {"bank_bin": "970436"}),
            tally(26, hold_reason="deceased", pay_channel="hold", resident=False),
            tally(3, hold_reason="account_shared", pay_channel="hold", account_status="mismatch"),
        ),
        changes=(
            Change("001", "970436", "pay_channel", "postal_cash", "bank", "source_changed", "verified", 12),
            Change("001", "970436", "pay_channel", "bank", "hold", "source_changed", "deceased", 6),
            Change("002", None, "entry", None, "5", "entry_new", "none", 8),
        ),
        states=(
            state("city", None, can=925, left=75, ago=1),
            state("district", "001", can=890, left=53, ago=1),
            state("district", "002", can=31, left=11, ago=1),
            state("city", None, can=931, left=69),
            state("district", "001", can=900, left=43),
            state("district", "002", can=31, left=11),
            state("ward", "00001", can=400, left=2),
            state("ward", "00004", can=500, left=41),
        ),
        former_rows={("population", "c06"): 5000, ("accounts", "970418"): 70},
        work=(
            Work("001", "00001", "ward", open=20, late=12),
            Work("001", "00004", "ward", open=31, late=6),
            Work("002", "00037", "ward", open=19, late=7),
            Work("001", "00004", "police", open=6, late=0),
            Work("unknown", None, "labour", open=3, late=0),
        ),
    ),
)
