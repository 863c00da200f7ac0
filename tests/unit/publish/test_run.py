import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from doisoat.publish.run import run_row
from doisoat.records import mart

DATE = dt.date(2024, 1, 12)
FILE = {"feed": "accounts", "delivery_date": DATE, "sender": "970436", "sequence": 1, "file": "a.csv"}
FILES = [
    {**FILE, "sha256": "aa", "outcome": "accepted"},
    {**FILE, "file": "b.csv", "sha256": "bb", "outcome": "refused"},
]


def run(
    *, files: list[dict[str, Any]] = FILES, date: dt.date = DATE, code: str = "1", model: str = "1"
) -> dict[str, Any]:
    entries = pa.table({
        "match_status": ["matched", "matched", "review"],
        "person_status": ["alive", "alive", None],
        "account_status": ["verified", "representative", "none"],
        "pay_channel": ["bank", "mobile_money", "hold"],
        "hold_reason": [None, None, "review"],
    })
    accounts = mart.ACCOUNT.schema.empty_table()
    files_read = pa.Table.from_pylist(files)
    return run_row(
        date, code_version=code, model_version=model, beneficiaries=entries, accounts=accounts, files=files_read
    )


def test_run_has_the_columns_of_its_table() -> None:
    assert set(run()) == set(mart.RUN.names)


def test_same_inputs_are_the_same_run_in_whatever_order_they_were_read() -> None:
    assert run()["run_id"] == run(files=FILES[::-1])["run_id"]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"files": [{**FILES[0], "sha256": "cc"}]}, id="another file"),
        pytest.param({"date": dt.date(2024, 1, 13)}, id="another date"),
        pytest.param({"code": "2"}, id="other code"),
        pytest.param({"model": "2"}, id="another model"),
    ],
)
def test_anything_else_is_another_run(other: dict[str, Any]) -> None:
    assert run(**other)["run_id"] != run()["run_id"]


def test_inputs_are_the_accepted_files_and_their_digests() -> None:
    assert run()["inputs"] == {"accounts/2024-01-12/970436/1/a.csv": "aa"}


def test_counts_are_per_code() -> None:
    counts = run()["counts"]
    assert counts["match_status"] == {"matched": 2, "review": 1}
    assert counts["person_status"] == {"alive": 2}
    assert (counts["payable_by_account"], counts["postal_cash"], counts["held"]) == (2, 0, 1)
