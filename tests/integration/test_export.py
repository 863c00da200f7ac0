"""The masked views of a night as Parquet, on the real PostgreSQL."""

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from doisoat.export.__main__ import main
from published import FRIDAY, SATURDAY, area, ask, beneficiary, finding, night, show
from warehouses import WarehouseServer

pytestmark = pytest.mark.stack
NUMBER = "036145009876"


@pytest.fixture(scope="module")
def warehouse(warehouse_server: WarehouseServer) -> str:
    url = warehouse_server.migrated()
    for date, status, found in ((FRIDAY, "verified", ("1",)), (SATURDAY, "inactive", ("2",))):
        entry = beneficiary("A", account_status=status, id_number=NUMBER, personal_id=NUMBER, programme_code="08")
        share = area("city", level="city", with_account=1, no_account=0)
        show(url, date, night(date, entry, findings=tuple(map(finding, found)), areas=(share,)))
    return url


@pytest.fixture
def url(warehouse: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("WAREHOUSE_URL", warehouse)
    return warehouse


def rows(folder: Path, name: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"{name}.parquet").to_pylist()


def test_newest_night_is_written_masked_and_recorded(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(2):
        assert main(["--out", str(tmp_path / "exports")]) == 0
    folder = tmp_path / "exports" / f"{SATURDAY}"
    assert capsys.readouterr().out.split() == [str(folder)] * 2
    assert [path.name for path in (tmp_path / "exports").iterdir()] == [f"{SATURDAY}"]
    assert folder.stat().st_mode & 0o077 == 0, "it holds names"
    (entry,) = rows(folder, "beneficiary")
    assert (entry["account_status"], entry["id_number"], entry["valid_from"]) == ("inactive", "036145••9876", SATURDAY)
    assert (entry["programme_code"], entry["monthly_amount"]) == ("other_assistance", None)
    (account,) = rows(folder, "account")
    assert account["beneficiary_codes"] == ['A"1', "B\\2", "{C,3}", ""]
    assert [change["cause"] for change in rows(folder, "change")] != []
    assert [found["discrepancy_id"] for found in rows(folder, "discrepancy")] == ["2"]
    assert all(NUMBER.encode() not in path.read_bytes() for path in folder.iterdir())
    action, detail = ask(url, "select action, detail from audit.event order by event_id desc limit 1")[0]
    assert (action, detail["business_date"], detail["rows"]["beneficiary"]) == ("exported", f"{SATURDAY}", 1)


@pytest.mark.usefixtures("url")
def test_past_night_is_written_as_it_was(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path), "--date", f"{FRIDAY}"]) == 0
    folder = tmp_path / f"{FRIDAY}"
    assert [entry["account_status"] for entry in rows(folder, "beneficiary")] == ["verified"]
    assert [found["discrepancy_id"] for found in rows(folder, "discrepancy")] == ["1"]
    assert [share["business_date"] for share in rows(folder, "coverage")] == [FRIDAY]
    assert rows(folder, "account") == [], "accounts are known as of the newest night"


@pytest.mark.usefixtures("url")
def test_what_cannot_be_exported_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    wanted = {
        "no night of 2020-01-01 is published": ["--out", str(tmp_path), "--date", f"{dt.date(2020, 1, 1)}"],
        "DATE is a day such as": ["--out", str(tmp_path), "--date", "today"],
        "OUT is the folder": [],
        "OUT cannot be written: ": ["--out", str(tmp_path / "file")],
    }
    for problem, arguments in wanted.items():
        assert main(arguments) == 1
        assert capsys.readouterr().err.startswith(f"doisoat: {problem}")
