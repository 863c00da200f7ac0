"""Every query of docs/cookbook.md, as an analyst, on nights on which there is something to find."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from cookbook import recipes
from doisoat.records import mart
from doisoat.storage.warehouse import connect
from published import FRIDAY, SATURDAY, area, beneficiary, finding, night, show
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
CODE = "BT-000001"
# Per question what its first row must hold.
ANSWERS: dict[str, dict[str, Any]] = {
    "1": {"beneficiary_code": CODE, "account_status": "inactive", "cause": "source_changed"},
    "2": {"ward_code": "00001", "missing": 6, "share": pytest.approx(0.25)},
    "3": {"beneficiary_code": CODE, "with_entry": "BT-000002", "rule": "highest"},
    "4": {"entries": 3, "account_number": "60••11"},
    "5": {"person_status": "deceased", "entitled_until": dt.date(2024, 1, 31)},
    "6": {"ward_code": "00004", "waiting": 1},
    "7": {"what": "account_status", "from_value": "verified", "to_value": "inactive"},
    "8": {"owner": "labour", "kind": "programme_conflict", "findings": 1, "oldest": FRIDAY},
    "9": {"business_date": SATURDAY, "with_account": 2, "share": pytest.approx(0.25)},
    "10": {"bank_bin": "970436", "entries": 1},
}


def entries(status: str, digest: str) -> list[dict[str, Any]]:
    first = {"account_status": status, "source_digest": digest, "bank_bin": "970436", "account_type": "bank"}
    ended = {"person_status": "deceased", "pay_channel": "hold", "entitled_until": dt.date(2024, 1, 31)}
    place = {"district_code": "001", "ward_code": "00004"}
    return [
        beneficiary(CODE, **first, pay_channel="postal_cash"),
        beneficiary("BT-000002"),
        beneficiary("BT-000003", **ended),
        beneficiary("BT-000004", match_status="review", personal_id=None, pay_channel="hold", **place),
    ]


def one_night(date: dt.date, status: str, digest: str) -> dict[Any, pa.Table]:
    detail = '{"rule": "highest", "programme": "05c", "with": "BT-000002"}'
    conflict = finding("1", CODE, kind="programme_conflict", severity="high", detail=detail)
    shares = (
        area("district/001", with_account=2, no_account=6, district_code="001"),
        area("ward/001/00001", level="ward", with_account=2, no_account=6, district_code="001", ward_code="00001"),
    )
    made = night(date, *entries(status, digest), findings=(conflict,), areas=shares)
    (row,) = made[mart.ACCOUNT].to_pylist()
    serves = {"account_number": "6000000011", "beneficiary_codes": [CODE, "BT-000002", "BT-000004"]}
    return {**made, mart.ACCOUNT: pa.Table.from_pylist([{**row, **serves}], schema=mart.ACCOUNT.schema)}


@pytest.fixture(scope="module")
def url(warehouse_server: WarehouseServer) -> str:
    url = warehouse_server.migrated()
    show(url, FRIDAY, one_night(FRIDAY, "verified", "a/p"))
    show(url, SATURDAY, one_night(SATURDAY, "inactive", "b/p"))
    return url


def test_there_are_ten_questions() -> None:
    assert [question.partition(".")[0] for question in recipes()] == list(ANSWERS)


@pytest.mark.parametrize("question", recipes())
def test_query_answers_its_question(url: str, question: str) -> None:
    with connect(url) as connection:
        connection.execute("grant doisoat_analyst to current_user with set true")
        connection.execute("set local role doisoat_analyst")
        answer = connection.execute(recipes()[question].encode())
        names = [column.name for column in answer.description or ()]
        row = dict(zip(names, answer.fetchone() or (), strict=False))
    wanted = ANSWERS[question.partition(".")[0]]
    assert {name: row.get(name) for name in wanted} == wanted
