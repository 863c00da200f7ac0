"""Workbooks into the lake and out of it, on the real PostgreSQL: who is entitled, and what is logged."""

import re
from pathlib import Path
from typing import Any

import pytest

from doisoat.errors import DoisoatError, PublicationError
from doisoat.storage.folder import FolderStore
from doisoat.storage.warehouse import connect
from doisoat.worklists import SHARDS
from doisoat.worklists.__main__ import main
from doisoat.worklists.fetch import fetch
from doisoat.worklists.issue import issue
from published import FRIDAY, SATURDAY, ask, beneficiary, night, show, task

pytestmark = pytest.mark.stack
PASSWORD = "of-the-test"
WARDS = {"00001": "001", "00008": "001", "00037": "002"}
LOGGED = """select login, object, detail ->> 'business_date', detail ->> 'purpose' from audit.event
where action = 'worklist_fetched'"""


@pytest.fixture
def url(url: str) -> str:
    """A night with a task in each of three wards, one of them for the department alone, and one in no known ward."""
    nowhere = {"district_code": None, "ward_code": None, "village": None}
    entries = [beneficiary("nowhere", account_status="none", pay_channel="postal_cash", **nowhere)]
    tasks = [task("task-nowhere", "nowhere", **nowhere)]
    for ward, district in WARDS.items():
        place = {"district_code": district, "ward_code": ward, "village": "Tổ 1"}
        entries.append(beneficiary(ward, account_status="none", pay_channel="postal_cash", **place))
        tasks.append(task(f"task-{ward}", ward, actor="labour" if ward == "00008" else "ward", **place))
    show(url, FRIDAY, night(FRIDAY, *entries, tasks=tuple(tasks)))
    return url


def write(url: str, folder: Path, date: Any = FRIDAY) -> dict[str, int]:
    done = [issue(shard, date, url=url, store=FolderStore(folder)) for shard in range(SHARDS)]
    return {name: sum(one.get(name, 0) for one in done) for name in ("workbooks", "lines")}


def as_login(url: str, role: str, area: tuple[str, str]) -> str:
    login = f"{role}_of_{area[1]}"
    with connect(url) as connection:
        connection.execute(f"drop role if exists {login}")  # type: ignore[call-overload]
        connection.execute(f"create role {login} login password '{PASSWORD}'")  # type: ignore[call-overload]
        connection.execute("select access.grant_role(%s, %s)", [login, f"doisoat_{role}"])
        connection.execute("select access.grant_area(%s, %s, %s, '2024-01-01')", [login, *area])
    return re.sub("//[^:@]+:[^:@]+@", f"//{login}:{PASSWORD}@", url, count=1)


def test_tasks_of_the_department_are_in_no_workbook(url: str, tmp_path: Path) -> None:
    assert write(url, tmp_path) == {"workbooks": 2, "lines": 2}
    assert sorted(path.stem for path in tmp_path.rglob("*.xlsx")) == ["00001", "00037"]


def test_an_older_night_published_again_writes_no_lists(url: str, tmp_path: Path) -> None:
    show(url, SATURDAY, night(SATURDAY, beneficiary("A")))
    assert write(url, tmp_path, FRIDAY) == {"workbooks": 0, "lines": 0}


def test_a_login_takes_the_lists_of_its_areas_and_each_is_logged(url: str, tmp_path: Path) -> None:
    write(url, tmp_path)
    store, office = FolderStore(tmp_path), as_login(url, "district", ("district", "001"))
    assert fetch("00001", url=office, store=store, purpose="verification", date=FRIDAY)[:2] == b"PK"
    with pytest.raises(PublicationError, match="InvalidAuthorization"):
        fetch("00037", url=office, store=store, purpose="verification", date=FRIDAY)
    with pytest.raises(PublicationError, match="NullValueNotAllowed"):
        fetch("00001", url=office, store=store, purpose="", date=FRIDAY)
    assert ask(url, LOGGED) == [("district_of_001", "00001", "2024-01-12", "verification")]


def test_who_may_not_have_a_workbook_does_not_learn_whether_it_is_there(url: str, tmp_path: Path) -> None:
    write(url, tmp_path)
    store, office = FolderStore(tmp_path), as_login(url, "district", ("district", "001"))
    refusals = []
    for ward in ("00037", "00040", "99999", "unknown"):  # there, not there, no ward, of whom no ward is known
        with pytest.raises(PublicationError) as refused:
            fetch(ward, url=office, store=store, purpose="oversight")
        refusals.append(str(refused.value))
    assert len(set(refusals)) == 1
    assert ask(url, LOGGED) == []


def test_what_is_not_there_is_not_logged_as_taken(url: str, tmp_path: Path) -> None:
    office = as_login(url, "district", ("district", "001"))
    with pytest.raises(DoisoatError, match="there is no workbook of ward 00001 of 2024-01-12"):
        fetch("00001", url=office, store=FolderStore(tmp_path), purpose="oversight")
    assert ask(url, LOGGED) == []


def test_the_command_writes_a_file_for_whoever_asked_alone(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(url, tmp_path / "lake")
    monkeypatch.setenv("WAREHOUSE_URL", url)
    monkeypatch.setenv("DOISOAT_LAKE", str(tmp_path / "lake"))
    out = tmp_path / "w.xlsx"
    why = ("--purpose", "verification")
    assert main(["--ward", "00001", "--out", str(out)]) == 1
    assert "PURPOSE is why the list is taken" in capsys.readouterr().err
    assert main(["--ward", "00001", "--out", str(out), *why]) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    assert len(ask(url, LOGGED)) == 1
    assert main(["--ward", "00001", "--out", str(tmp_path / "nowhere" / "w.xlsx"), *why]) == 1
    assert "OUT is a file in a folder that exists" in capsys.readouterr().err
    assert len(ask(url, LOGGED)) == 1, "nothing was taken"
    assert main(["--ward", "Phúc Xá", "--out", str(out), *why]) == 1
    assert main(["--ward", "00099", "--out", str(out), *why]) == 1
    assert "there is no workbook of ward 00099 of 2024-01-12" in capsys.readouterr().err
