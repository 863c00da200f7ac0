"""The command line: one line for a failure, nothing but the answer on stdout."""

import pytest

from doisoat.embedded import cli, stack
from doisoat.errors import DoisoatError


@pytest.fixture(autouse=True)
def state_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("DOISOAT_STATE", str(tmp_path))
    return tmp_path


def test_a_failure_is_one_line_and_status_1(monkeypatch, capsys):
    def refuse(_):
        raise DoisoatError("PostgreSQL did not answer: see postgres.log")

    monkeypatch.setattr(stack, "up", refuse)
    assert cli.main(["up"]) == 1
    assert capsys.readouterr() == ("", "doisoat: PostgreSQL did not answer: see postgres.log\n")


def test_down_where_nothing_runs_says_so_and_succeeds(capsys, state_folder):
    assert cli.main(["down"]) == 0
    assert capsys.readouterr().err == f"nothing runs in {state_folder}\n"


@pytest.mark.parametrize(
    ("landing", "date", "complaint"),
    [("/no/such/folder", "2024-01-12", "LANDING is a folder"), (".", "tomorrow", "DATE is a day")],
)
def test_a_wrong_argument_of_nightly_starts_nothing(capsys, landing, date, complaint, state_folder):
    assert cli.main(["nightly", "--landing", landing, "--date", date]) == 1
    assert complaint in capsys.readouterr().err
    assert list(state_folder.iterdir()) == []


def test_run_outside_an_installation_says_what_to_do(capsys):
    assert cli.main(["run", "scheduler"]) == 1
    assert "run make up" in capsys.readouterr().err


def test_an_unexpected_error_is_one_line_too_and_its_traceback_is_in_the_log(monkeypatch, capsys, state_folder):
    def break_down(_):
        raise ZeroDivisionError

    monkeypatch.setattr(stack, "up", break_down)
    assert cli.main(["up"]) == 1
    log = state_folder / "logs" / "command.log"
    assert capsys.readouterr().err == f"doisoat: unexpected ZeroDivisionError: see {log}\n"
    assert "break_down" in log.read_text()
