"""Every expectation on core tables holds on a good frame and goes red on one that breaks it."""

import json
import socket
from typing import Any

import pandas as pd
import pytest

from doisoat.quality.engine import NOT_EVALUATED, judge_frame
from doisoat.quality.gate import suite_path
from doisoat.quality.suites import Suite, load_suite

ROWS = 40
PARAMETERS = {
    **{"rows_read": ROWS, "business_year": 2024, "expired_id_kinds": ["old"]},
    **{"programme_codes": ["05c"], "bank_bins": ["970436"]},
}
PERSON = {"name_folded": "tran thi hoa", "birth_year": 1950, "id_number": "001150000001"}
GOOD: dict[str, dict[str, Any]] = {
    "core/population": {
        "rows": ROWS,
        "repeated_ids": 0,
        "unknown_statuses": 0,
        "odd_id_share": 0.0,
        "missing_birth_share": 0.0,
        "implausible_birth_share": 0.0,
        "year_only_share": 0.0,
        "missing_sex_share": 0.0,
        "unreadable_name_share": 0.0,
        "missing_ward_share": 0.0,
        "deceased_share": 0.0,
        "undated_share": 0.0,
    },
    "core/beneficiaries": {
        **PERSON,
        "beneficiary_code": [f"B{i}" for i in range(ROWS)],
        "id_kind": "citizen",
        "sex": "F",
        "ward_code": "00001",
        "programme_code": "05c",
        "monthly_amount": 440_000,
        "payment_method": "bank",
        "account_number": "0011",
        "bank_bin": "970436",
    },
    "core/accounts": {
        **PERSON,
        "bank_bin": "970436",
        "account_number": [f"00{i}" for i in range(ROWS)],
        "account_type": "bank",
        "status": "active",
        "request_ref": [f"B{i}" for i in range(ROWS)],
    },
}
NOT_A_NAME = {"name_folded": "x"}
EMPTY = {"rows": 0}
# Per expectation what breaks it: values of columns, or `_rows`, the number of rows that are left.
BREAKS: dict[str, dict[str, Any]] = {
    "population_has_people": EMPTY,
    "population_rows_mostly_accepted": {"rows": 30},
    "population_rows_half_accepted": {"rows": 19},
    "population_ids_are_unique": {"repeated_ids": 1},
    "population_ids_have_twelve_digits": {"odd_id_share": 0.02},
    "population_statuses_are_known": {"unknown_statuses": 1},
    "population_births_are_given": {"missing_birth_share": 0.03},
    "population_births_are_read": {"missing_birth_share": 0.6},
    "population_births_are_plausible": {"implausible_birth_share": 0.01},
    "population_births_are_exact": {"year_only_share": 0.4},
    "population_sexes_are_given": {"missing_sex_share": 0.03},
    "population_names_are_read": {"unreadable_name_share": 0.6},
    "population_names_are_clean": {"unreadable_name_share": 0.03},
    "population_areas_are_given": {"missing_ward_share": 0.06},
    "population_is_mostly_alive": {"deceased_share": 0.4},
    "population_status_dates_are_given": {"undated_share": 0.002},
    "roll_has_rows": {"_rows": 0},
    "roll_rows_mostly_accepted": {"_rows": 30},
    "roll_rows_half_accepted": {"_rows": 19},
    "roll_codes_are_given": {"beneficiary_code": None},
    "roll_codes_are_unique": {"beneficiary_code": "B1"},
    "roll_names_are_read": NOT_A_NAME,
    "roll_names_are_clean": NOT_A_NAME,
    "roll_births_are_read": {"birth_year": None},
    "roll_births_are_given": {"birth_year": None},
    "roll_births_are_plausible": {"birth_year": 2045},
    "roll_ids_are_given": {"id_number": None},
    "roll_id_kinds_are_known": {"id_kind": "passport"},
    "roll_ids_are_in_force": {"id_kind": "old"},
    "roll_sexes_are_known": {"sex": "Nam"},
    "roll_sexes_are_given": {"sex": None},
    "roll_areas_are_known": {"ward_code": None},
    "roll_programmes_are_known": {"programme_code": "99"},
    "roll_amounts_sum_up": {"monthly_amount": 0},
    "roll_amounts_are_usual": {"monthly_amount": 440},
    "roll_payment_methods_are_known": {"payment_method": "ATM"},
    "roll_banks_are_known": {"bank_bin": None},
    "accounts_have_rows": {"_rows": 0},
    "accounts_rows_mostly_accepted": {"_rows": 30},
    "accounts_rows_half_accepted": {"_rows": 19},
    "accounts_numbers_are_given": {"account_number": None},
    "accounts_types_are_known": {"account_type": "B"},
    "accounts_statuses_are_known": {"status": "A"},
    "accounts_are_mostly_active": {"status": "closed"},
    "accounts_banks_are_known": {"bank_bin": "999999"},
    "accounts_are_returned_once": {"account_number": "1", "request_ref": "B1"},
    "accounts_holder_names_are_read": NOT_A_NAME,
    "accounts_holder_names_are_clean": NOT_A_NAME,
    "accounts_holders_have_ids": {"id_number": None},
    "accounts_holders_have_births": {"birth_year": None},
    "accounts_answer_requests": {"request_ref": None},
}
ALL = [(suite, e["id"]) for suite in GOOD for e in load_suite(suite_path(suite)).expectations]


def frame(suite: str, **changes: Any) -> pd.DataFrame:
    values = {**GOOD[suite], **changes}
    rows = values.pop("_rows", 1 if suite == "core/population" else ROWS)
    return pd.DataFrame(values, index=range(ROWS)).head(rows)


def only(suite: str, expectation: str) -> Suite:
    whole = load_suite(suite_path(suite))
    return Suite(suite, tuple(e for e in whole.expectations if e["id"] == expectation))


@pytest.mark.parametrize("suite", GOOD)
def test_a_good_frame_passes_every_expectation(suite: str) -> None:
    results = judge_frame(load_suite(suite_path(suite)), frame(suite), PARAMETERS)
    assert [r["expectation"] for r in results.to_pylist() if not r["success"]] == []


@pytest.mark.parametrize(("suite", "expectation"), ALL, ids=[e for _, e in ALL])
def test_an_expectation_goes_red_on_a_frame_that_breaks_it(suite: str, expectation: str) -> None:
    results = judge_frame(only(suite, expectation), frame(suite, **BREAKS[expectation]), PARAMETERS)
    assert results["success"].to_pylist() == [False]
    assert results["observed"].to_pylist() != [NOT_EVALUATED]


def test_a_number_of_nine_digits_is_in_force_until_the_law_ends_it() -> None:
    numbers = only("core/beneficiaries", "roll_ids_are_in_force")
    results = judge_frame(numbers, frame("core/beneficiaries", id_kind="old"), PARAMETERS | {"expired_id_kinds": []})
    assert results["success"].to_pylist() == [True]


def test_results_hold_counts_and_no_value_of_a_person() -> None:
    marked = frame("core/beneficiaries", sex="MARKED-PERSON", programme_code="MARKED-PERSON", beneficiary_code="MARKED")
    results = judge_frame(load_suite(suite_path("core/beneficiaries")), marked, PARAMETERS)
    assert "MARKED" not in json.dumps(results.to_pylist())
    by_id = {r["expectation"]: r for r in results.to_pylist()}
    assert by_id["roll_sexes_are_known"] == {
        "suite": "core/beneficiaries",
        "expectation": "roll_sexes_are_known",
        "severity": "critical",
        "success": False,
        "observed": "40 of 40",
        "unexpected_count": 40,
        "unexpected_share": 1.0,
    }


def test_a_missing_column_fails_its_expectation_without_a_word_of_the_rows(caplog: pytest.LogCaptureFixture) -> None:
    marked = frame("core/beneficiaries", name_folded="MARKED PERSON").drop(columns=["sex"])
    results = judge_frame(only("core/beneficiaries", "roll_sexes_are_known"), marked, PARAMETERS).to_pylist()
    assert [(r["success"], r["observed"]) for r in results] == [(False, NOT_EVALUATED)]
    assert "MARKED" not in caplog.text


def test_judging_calls_nobody_on_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[object] = []

    def refuse(*arguments: object, **_: object) -> None:
        calls.append(arguments)
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    judge_frame(only("core/accounts", "accounts_have_rows"), frame("core/accounts"), PARAMETERS)
    assert calls == []


def test_judging_draws_no_progress_bar(capfd: pytest.CaptureFixture[str]) -> None:
    judge_frame(only("core/accounts", "accounts_have_rows"), frame("core/accounts"), PARAMETERS)
    assert "Calculating" not in capfd.readouterr().err
