"""Logins made, given roles and areas, and taken back, from the command line on the real PostgreSQL."""

import io

import psycopg
import pytest
from psycopg import sql

from doisoat.access.__main__ import main
from doisoat.storage.warehouse import connect
from published import FRIDAY, ask, beneficiary, night, show

pytestmark = pytest.mark.stack
PASSWORD = "a word of the test"


@pytest.fixture
def url(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    entries = [beneficiary(f"of {code}", district_code=code) for code in ("001", "002")]
    show(url, FRIDAY, night(FRIDAY, *entries))
    monkeypatch.setenv("WAREHOUSE_URL", url)
    return url


@pytest.fixture
def officer(url: str) -> str:
    """The name of a login that is not there yet."""
    name = "can.bo-ba_dinh"
    with connect(url) as connection:
        connection.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(name)))
    return name


def run(command: str, *options: str) -> int:
    return main([command, *options])


def type_in(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def seen(url: str, login: str) -> list[str]:
    place = url.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(place, user=login, password=PASSWORD) as connection:
        return [code for (code,) in connection.execute("select beneficiary_code from district.beneficiary")]


def test_login_is_made_given_an_area_and_loses_it(
    url: str, officer: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(monkeypatch, f"{PASSWORD}\n")
    who = ("--login", officer)
    assert run("grant", *who, "--role", "district") == 0
    assert "sees nothing until an AREA is granted" in capsys.readouterr().err
    assert seen(url, officer) == []
    for _ in range(2):
        assert run("grant", *who, "--area", "001", "--date", f"{FRIDAY}") == 0
    assert seen(url, officer) == ["of 001"]
    assert run("show") == 0
    assert capsys.readouterr().out == f"{officer}\tdistrict\tdistrict\t001\t2008-08-01\n"
    assert run("revoke", *who, "--area", "001", "--date", f"{FRIDAY}") == 0
    assert seen(url, officer) == []
    assert run("revoke", *who, "--area", "001", "--date", f"{FRIDAY}") == 1
    assert "does not see 001: nothing to revoke" in capsys.readouterr().err
    assert run("revoke", *who, "--role", "district") == 0
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        seen(url, officer)
    logged = ask(url, "select action, object, detail ->> 'role', detail ->> 'code' from audit.event order by event_id")
    assert logged == [
        ("login_made", officer, None, None),
        ("role_granted", officer, "doisoat_district", None),
        ("area_granted", officer, None, "001"),
        ("area_ended", officer, None, "001"),
        ("role_revoked", officer, "doisoat_district", None),
    ]
    assert PASSWORD not in str(ask(url, "select * from audit.event"))


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        pytest.param(["--login", "x", "--role", "king"], "ROLE is one of pipeline, analyst", id="role"),
        pytest.param(["--login", "x", "--area", "999"], "AREA is city, or the code", id="area"),
        pytest.param(["--login", "x", "--area", "001", "--date", "today"], "DATE is a day such as", id="date"),
        pytest.param(["--role", "analyst"], "grant takes LOGIN, and ROLE or AREA", id="login"),
        pytest.param(["--login", "x", "--role", "analyst"], "x is a new login and needs a password", id="password"),
    ],
)
@pytest.mark.usefixtures("url")
def test_what_cannot_be_granted_is_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], problem: str
) -> None:
    type_in(monkeypatch, "")
    assert run("grant", *options) == 1
    assert capsys.readouterr().err.startswith(f"doisoat: {problem}")


@pytest.mark.usefixtures("url")
def test_nothing_is_taken_from_a_login_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("revoke", "--login", "nobody-of-that-name", "--role", "analyst") == 1
    assert "there is no login 'nobody-of-that-name'" in capsys.readouterr().err
