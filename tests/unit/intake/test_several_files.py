"""The files of a large delivery are read side by side, and what comes out is the same."""

import json
from pathlib import Path

import pytest

from doisoat.intake import examine
from doisoat.intake.apart import ProcessDied, Processes
from doisoat.intake.raw import raw_table
from doisoat.intake.receive import receive
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from factory import DATE, roll_file, roll_row, workbook, write_delivery

FEED, SENDER = "beneficiaries", "so-ldtbxh"
GOOD = {f"{n}.xlsx": roll_file([roll_row(beneficiary_code=f"BT-{n}")]) for n in range(5)}
pytestmark = pytest.mark.thorough


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examine, "_WORTH_PROCESSES", 0)
    monkeypatch.setattr(examine.os, "sched_getaffinity", lambda _: {0, 1})


def taken(folder: Path, files: dict[str, bytes]) -> Lake:
    write_delivery(folder / "landing", FEED, SENDER, files)
    lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))
    receive(FEED, DATE, landing=FolderStore(folder / "landing"), lake=lake)
    return lake


def receipt(folder: Path) -> dict[str, object]:
    path = folder / f"landing/_receipts/{FEED}/{DATE}/{SENDER}/1.json"
    return dict(json.loads(path.read_text("utf-8")))


def test_rows_and_receipt_are_those_of_files_read_one_by_one(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    one_by_one = taken(tmp_path / "a", GOOD)
    request.getfixturevalue("apart")
    side_by_side = taken(tmp_path / "b", GOOD)
    table = raw_table(FEED)
    assert side_by_side.read(table, DATE).equals(one_by_one.read(table, DATE))
    first, second = receipt(tmp_path / "a"), receipt(tmp_path / "b")
    assert first | {"at": 0} == second | {"at": 0}


@pytest.mark.usefixtures("apart")
def test_of_several_bad_files_the_first_is_told(tmp_path: Path) -> None:
    bad = {"3.xlsx": workbook([["Họ và tên"], ["x"]]), "1.xlsx": b"PK\x03\x04 cut off"}
    with pytest.raises(Exception, match="1 refused"):
        taken(tmp_path, {**GOOD, **bad})
    assert str(receipt(tmp_path)["reason"]).startswith("1.xlsx")


@pytest.mark.usefixtures("apart")
def test_a_file_that_kills_its_reader_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def die(*_: object) -> None:
        raise ProcessDied

    monkeypatch.setattr(Processes, "call", die)
    with pytest.raises(Exception, match="1 refused"):
        taken(tmp_path, GOOD)
    assert receipt(tmp_path)["code"] == "file_damaged"
