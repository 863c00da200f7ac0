"""The few lines at the end of a night."""

import datetime as dt
from types import SimpleNamespace

from doisoat.embedded.summary import summary


def a_night(**changes):
    night = {
        "business_date": dt.date(2024, 1, 12),
        "run_id": "r1",
        "rows_read": {"population": 1000, "beneficiaries": 60, "accounts": 50}.get,
        "quarantine": {("beneficiaries", "repeated_code"): 2, ("accounts", "no_number"): 1},
        "match_status": {"matched": 55, "review": 3},
        "beneficiaries": 58,
        "payable_by_account": 40,
        "postal_cash": 12,
        "held": 6,
        "hold_reason": {"deceased": 4, "review": 2},
        "failures": ("one",),
        "deliveries": (SimpleNamespace(outcome="refused"), SimpleNamespace(outcome="accepted")),
    }
    return SimpleNamespace(**night | changes)


def test_a_night_s_figures_are_each_on_their_line():
    text = "\n".join(summary(a_night()))
    assert "population 1,000, beneficiaries 60, accounts 50; quarantined 3" in text
    assert "55 of 58 roll entries" in text
    assert "in review           3; no person found 0" in text
    assert "payable by account  40; postal cash 12; held 6" in text
    assert "deceased 4, review 2; expectations not met 1; deliveries refused 1" in text


def test_a_night_without_holds_says_so():
    assert "none held" in summary(a_night(hold_reason={}))[-1]
