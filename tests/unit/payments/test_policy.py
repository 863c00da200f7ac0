"""How periods are paid, and what a table of it must not say."""

import pytest
import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.payments.period import shift
from doisoat.payments.policy import PaymentPolicy, load_policy
from doisoat.payments.returns import load_returns, return_code

RAW = yaml.safe_load((CONFIG / "payments.yaml").read_text("utf-8"))


def test_the_shipped_policy_is_sound():
    assert load_policy().payer.account_for("970405") == load_policy().payer.account


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"failures": 0}, "failures"),
        ({"rest_days": -1}, "rest_days"),
        ({"unknown_after_days": 0}, "unknown_after_days"),
        ({"per_file": 0}, "per_file"),
        ({"arrears": ["duplicate"]}, "never owed"),
        ({"open_periods": 2}, "open_periods"),
        ({"payer": {**RAW["payer"], "name": "Sở Lao động"}}, "payer.name"),
        ({"payer": {**RAW["payer"], "name": 7}}, "payer.name"),
        ({"payer": {**RAW["payer"], "account": 3713000000001}}, "payer.account"),
        ({"payer": {**RAW["payer"], "accounts": {970405: "3713000000002"}}}, "payer.accounts"),
        ({"payer": {**RAW["payer"], "accounts": None}}, "payer.accounts"),
        ({"payer": {**RAW["payer"], "bank_bin": 970436}}, "payer.bank_bin"),
        ({"csv": [971005]}, "csv"),
        ({"csv": "971005"}, "csv"),
        ({"unheard_of": 1}, "unheard_of"),
    ],
)
def test_a_policy_that_could_pay_wrongly_is_refused(change, said):
    with pytest.raises(SettingsError, match=said):
        PaymentPolicy.from_mapping({**RAW, **change})


@pytest.mark.parametrize(
    ("iso", "code"), [("AC04", "R02"), ("ab06", "R11"), ("AB05", "R11"), ("R16", "R16"), ("XX99", "R13"), (None, None)]
)
def test_a_reason_is_one_of_our_codes(iso, code):
    assert return_code(iso) == code


def test_every_code_says_who_acts_and_what_the_citizen_does():
    for meaning in load_returns().values():
        assert meaning.owner
        assert meaning.citizen_vi
    assert load_returns()["R11"].resend == "unknown"


@pytest.mark.parametrize(("months", "period"), [(1, "2024-01"), (-12, "2022-12"), (13, "2025-01")])
def test_periods_pass_the_end_of_a_year(months, period):
    assert shift("2023-12", months) == period
