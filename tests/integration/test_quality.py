"""The mart suites on a real PostgreSQL: a good night passes, and every expectation goes red on rows that break it."""

import datetime as dt
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy.engine import make_url

from doisoat.errors import PublicationError, QualityGateFailed
from doisoat.linkage.drift import drift_table
from doisoat.linkage.judged import SUBJECTS
from doisoat.linkage.model import current_model
from doisoat.publish.stage import stage
from doisoat.quality.__main__ import main
from doisoat.quality.engine import NOT_EVALUATED, judge_table
from doisoat.quality.gate import check_mart, check_table, suite_path
from doisoat.quality.suites import Suite, load_suite
from doisoat.records.link import PROFILE
from doisoat.records.mart import ACCOUNT, BENEFICIARY, QUALITY_RESULT
from doisoat.storage.lake import Lake
from doisoat.storage.warehouse import connect
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
NIGHT = dt.date(2024, 1, 12)
ROWS = 40
EXPECTED = {"beneficiary": ROWS, "account": ROWS}
STAGED_ROWS = {**EXPECTED, "payment_closing": 0}
FORMER_RUN = """
insert into reconciled.run (run_id, business_date, inputs, code_version, counts) values (%s, %s, '{}', '', %s)"""
DIGIT = "right(beneficiary_code, 1)"
# Per expectation an SQL statement that breaks it, on a copy without the table's own constraints.
BREAKS = {
    "beneficiary_every_entry_published": "delete from broken.beneficiary where beneficiary_code = 'B1'",
    "beneficiary_roll_like_the_night_before": f"delete from broken.beneficiary where {DIGIT} > '7'",
    "beneficiary_codes_are_unique": "update broken.beneficiary set beneficiary_code = 'B1'",
    "beneficiary_date_is_tonight": "update broken.beneficiary set business_date = '2024-01-11'",
    "beneficiary_match_statuses_are_known": "update broken.beneficiary set match_status = 'maybe'",
    "beneficiary_match_methods_are_known": "update broken.beneficiary set match_method = 'guess'",
    "beneficiary_account_statuses_are_known": "update broken.beneficiary set account_status = 'fine'",
    "beneficiary_payee_checks_are_known": "update broken.beneficiary set payee_check = 'maybe'",
    "beneficiary_pay_channels_are_known": "update broken.beneficiary set pay_channel = 'cheque'",
    "beneficiary_matched_name_person": "update broken.beneficiary set personal_id = null",
    "beneficiary_matched_have_probability": "update broken.beneficiary set match_probability = null",
    "beneficiary_matched_have_evidence": "update broken.beneficiary set match_evidence = null",
    "beneficiary_doubtful_name_nobody": "update broken.beneficiary set match_status = 'review'",
    "beneficiary_probabilities_are_shares": "update broken.beneficiary set match_probability = 1.5",
    "beneficiary_account_probabilities_are_shares": "update broken.beneficiary set account_probability = -1",
    "beneficiary_person_once_a_programme": "update broken.beneficiary set personal_id = '001150000001'",
    "beneficiary_money_goes_to_own_account": "update broken.beneficiary set account_status = 'close_match'",
    "beneficiary_paid_have_account": "update broken.beneficiary set account_number = null",
    "beneficiary_dead_are_held": "update broken.beneficiary set person_status = 'deceased'",
    "beneficiary_holds_have_reason": "update broken.beneficiary set pay_channel = 'hold'",
    "beneficiary_match_rate": f"update broken.beneficiary set match_status = 'unmatched' where {DIGIT} > '6'",
    "beneficiary_match_rate_collapse": f"update broken.beneficiary set match_status = 'unmatched' where {DIGIT} > '3'",
    "beneficiary_review_share": f"update broken.beneficiary set match_status = 'review' where {DIGIT} > '6'",
    "beneficiary_held_share": f"update broken.beneficiary set pay_channel = 'hold' where {DIGIT} > '6'",
    "account_every_account_published": "delete from broken.account where account_number = '001'",
    "account_numbers_are_unique": "update broken.account set account_number = '001'",
    "account_date_is_tonight": "update broken.account set business_date = '2024-01-11'",
    "account_types_are_known": "update broken.account set account_type = 'B'",
    "account_statuses_are_known": "update broken.account set status = 'A'",
    "account_entries_are_listed": "update broken.account set beneficiary_codes = null",
    "account_holders_are_linked": "update broken.account set personal_id = null",
}
ALL = [(table, e["id"]) for table in EXPECTED for e in load_suite(suite_path(f"mart/{table}")).expectations]


def entry(number: int) -> dict[str, Any]:
    known = {
        "beneficiary_code": f"B{number}",
        "business_date": NIGHT,
        "programme_code": "05c",
        "full_name": "Trần Thị Hoa",
        "personal_id": f"001150{number:06}",
        "match_status": "matched",
        "match_method": "exact_id",
        "match_probability": 0.999,
        "match_evidence": "{}",
        "person_status": "alive",
        "account_status": "verified",
        "account_type": "bank",
        "bank_bin": "970436",
        "account_number": f"00{number}",
        "account_probability": 0.99,
        "pay_channel": "bank",
    }
    return {**dict.fromkeys(BENEFICIARY.names), **known}


def account(number: int) -> dict[str, Any]:
    return {
        "bank_bin": "970436",
        "account_number": f"00{number}",
        "business_date": NIGHT,
        "account_type": "bank",
        "holder_name": "TRAN THI HOA",
        "status": "active",
        "personal_id": f"001150{number:06}",
        "beneficiary_codes": [f"B{number}"],
        "match_status": "matched",
        "match_method": "exact_id",
    }


@pytest.fixture(scope="module")
def staged(warehouse_server: WarehouseServer) -> str:
    """A warehouse whose staged night keeps every expectation; its tests leave it as it is."""
    url = warehouse_server.migrated()
    tables = {
        BENEFICIARY: pa.Table.from_pylist([entry(i) for i in range(ROWS)], schema=BENEFICIARY.schema),
        ACCOUNT: pa.Table.from_pylist([account(i) for i in range(ROWS)], schema=ACCOUNT.schema),
    }
    stage(url, tables, date=NIGHT)
    return url


def execute(url: str, *statements: str) -> None:
    with connect(url) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]


@pytest.fixture
def broken(staged: str) -> Generator[str]:
    """A schema for a copy that a test may break."""
    execute(staged, "create schema broken")
    yield staged
    execute(staged, "drop schema broken cascade")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake that holds what linkage wrote about its own links of the night."""
    lake = Lake.open(str(tmp_path / "lake"), str(tmp_path / "scratch"))
    for table, subject in SUBJECTS.items():
        lake.write(PROFILE, NIGHT, drift_table(subject, table.schema.empty_table(), current_model()), subject)
    return lake


def test_a_good_night_passes_and_leaves_its_results(staged: str, lake: Lake) -> None:
    counts = check_mart(staged, NIGHT, lake=lake, expected_rows=STAGED_ROWS)
    judged = len(ALL) + sum(
        len(load_suite(suite_path(name)).expectations) for name in ("mart/payment_closing", "link/profile")
    )
    assert counts == {"expectations": judged, "warnings": 0}
    kept = [lake.read(QUALITY_RESULT, NIGHT, part).num_rows for part in lake.parts(QUALITY_RESULT, NIGHT)]
    assert sum(kept) == judged


def test_a_lost_entry_stops_the_night_and_leaves_the_results_of_all_tables(staged: str, lake: Lake) -> None:
    with pytest.raises(QualityGateFailed, match="beneficiary_every_entry_published") as failure:
        check_mart(staged, NIGHT, lake=lake, expected_rows={**STAGED_ROWS, "beneficiary": ROWS + 1})
    assert "Trần" not in str(failure.value)
    assert lake.parts(QUALITY_RESULT, NIGHT) == [
        "link-profile",
        "mart-account",
        "mart-beneficiary",
        "mart-payment_closing",
    ]


@pytest.mark.parametrize(("table", "expectation"), ALL, ids=[e for _, e in ALL])
def test_an_expectation_goes_red_on_rows_that_break_it(broken: str, table: str, expectation: str) -> None:
    execute(broken, f"create table broken.{table} as select * from staging.{table}", BREAKS[expectation])
    name = f"mart/{table}"
    single = Suite(name, tuple(e for e in load_suite(suite_path(name)).expectations if e["id"] == expectation))
    parameters = {"expected_rows": ROWS, "business_dates": [NIGHT], "least_entries": ROWS, "most_entries": ROWS}
    results = judge_table(single, broken, "broken", table, parameters)
    assert results["success"].to_pylist() == [False]
    assert results["observed"].to_pylist() != [NOT_EVALUATED]


@pytest.mark.parametrize(
    ("expectation", "change"),
    [
        ("payment_closing_every_row_staged", "delete from broken.payment_closing"),
        ("payment_closing_date_is_tonight", "update broken.payment_closing set business_date = business_date - 1"),
        ("payment_closing_more_than_instructed", "update broken.payment_closing set difference = -1"),
        ("payment_closing_zero", "update broken.payment_closing set difference = 1"),
        ("payment_closing_mostly_answered", "update broken.payment_closing set unknown = 1"),
    ],
)
def test_the_ledgers_closing_is_judged(broken: str, expectation: str, change: str) -> None:
    closed = f"""
    insert into broken.payment_closing values ('{NIGHT}', '2024-02', 'bank', '970436', '001', 1, 440000, 440000,
        0, 0, 0, 0, 0, 0, 0, 0)"""
    execute(broken, "create table broken.payment_closing (like staging.payment_closing)", closed)
    suite = load_suite(suite_path("mart/payment_closing"))
    single = Suite("mart/payment_closing", tuple(e for e in suite.expectations if e["id"] == expectation))
    parameters = {"expected_rows": 1, "business_dates": [NIGHT]}
    assert judge_table(single, broken, "broken", "payment_closing", parameters)["success"].to_pylist() == [True]
    execute(broken, change)
    assert judge_table(single, broken, "broken", "payment_closing", parameters)["success"].to_pylist() == [False]


@pytest.mark.parametrize(
    ("former", "stops"),
    [
        pytest.param(None, False, id="no night before"),
        pytest.param(ROWS, False, id="as many"),
        pytest.param(ROWS * 10 // 9, False, id="a tenth gone"),
        pytest.param(ROWS * 10 // 9 + 1, True, id="more than a tenth gone"),
        pytest.param(ROWS // 2 + 1, False, id="nearly twice as many"),
        pytest.param(ROWS // 2, True, id="twice as many"),
    ],
)
def test_a_roll_unlike_the_night_before_stops_until_it_is_accepted(
    staged: str, lake: Lake, monkeypatch: pytest.MonkeyPatch, former: int | None, stops: bool
) -> None:
    execute(staged, "truncate reconciled.run")
    with connect(staged) as connection:
        for date, entries in ((NIGHT - dt.timedelta(days=1), former), (NIGHT + dt.timedelta(days=1), 1)):
            values = [f"{date}", date, f'{{"beneficiaries": {entries}}}']
            if entries is not None:
                connection.execute(FORMER_RUN, values)
    if not stops:
        check_mart(staged, NIGHT, lake=lake, expected_rows=STAGED_ROWS)
        return
    with pytest.raises(QualityGateFailed, match="beneficiary_roll_like_the_night_before.*accept-roll"):
        check_mart(staged, NIGHT, lake=lake, expected_rows=STAGED_ROWS)
    monkeypatch.setenv("WAREHOUSE_URL", staged)
    assert main(["accept-roll", f"{NIGHT}"]) == 0
    check_mart(staged, NIGHT, lake=lake, expected_rows=STAGED_ROWS)
    execute(staged, "alter table audit.event disable trigger user", "delete from audit.event")
    execute(staged, "alter table audit.event enable trigger user")


def test_a_table_that_is_not_there_is_told_without_the_password(staged: str) -> None:
    with pytest.raises(PublicationError, match="staging.nothing cannot be judged") as failure:
        check_table(suite_path("mart/account"), staged, "staging", "nothing")
    assert staged not in str(failure.value)


def test_a_password_with_a_dollar_sign_opens_the_warehouse(staged: str) -> None:
    login = "create role dollar login password 'a$HOME${b}'"
    rights = ("connect on database warehouse", "usage on schema staging", "select on staging.account")
    execute(staged, login, *(f"grant {right} to dollar" for right in rights))
    url = make_url(staged).set(username="dollar", password="a$HOME${b}").render_as_string(hide_password=False)
    try:
        parameters = {"expected_rows": ROWS, "business_dates": [NIGHT]}
        assert check_table(suite_path("mart/account"), url, "staging", "account", parameters).num_rows > 0
    finally:
        execute(staged, *(f"revoke {right} from dollar" for right in rights), "drop role dollar")
