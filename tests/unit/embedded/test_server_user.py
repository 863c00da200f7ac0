"""Who runs PostgreSQL when root starts it."""

import os
import pwd
from types import SimpleNamespace

import pytest

from doisoat.embedded import server_user
from doisoat.errors import SettingsError

ACCOUNTS = {"postgres": SimpleNamespace(pw_name="postgres"), "nobody": SimpleNamespace(pw_name="nobody")}


def accounts(monkeypatch, *names):
    monkeypatch.setattr(pwd, "getpwnam", {name: ACCOUNTS[name] for name in names}.__getitem__)


def test_who_called_sudo_comes_first(monkeypatch):
    monkeypatch.setattr(pwd, "getpwuid", lambda uid: SimpleNamespace(pw_name=f"user {uid}"))
    assert server_user.unprivileged_account({"SUDO_UID": "1000"}).pw_name == "user 1000"


@pytest.mark.parametrize("environ", [{}, {"SUDO_UID": "0"}, {"SUDO_UID": "x"}], ids=str)
def test_otherwise_the_user_postgres_else_nobody(monkeypatch, environ):
    accounts(monkeypatch, "postgres", "nobody")
    assert server_user.unprivileged_account(environ).pw_name == "postgres"
    accounts(monkeypatch, "nobody")
    assert server_user.unprivileged_account(environ).pw_name == "nobody"


def test_without_such_a_user_it_says_so(monkeypatch):
    accounts(monkeypatch)
    with pytest.raises(SettingsError, match="be another user"):
        server_user.unprivileged_account({})


def test_a_user_who_is_not_root_runs_it_himself(monkeypatch, tmp_path):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    user = server_user.server_user(tmp_path, tmp_path)
    assert user.command("postgres") == ["postgres"]


@pytest.mark.parametrize(
    ("mode", "answer"),
    [
        pytest.param(0o755, "set DOISOAT_STATE to a folder that other users can enter", id="folder"),
        pytest.param(0o700, "may not execute .*postgres: as root run chmod -R o\\+rX .*, or install", id="umask 077"),
    ],
)
def test_what_keeps_the_user_out_is_answered_with_what_to_do(monkeypatch, tmp_path, mode, answer):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(server_user.ServerUser, "own", lambda *_: None)
    monkeypatch.setattr(server_user, "_can_start", lambda *_: False)
    monkeypatch.setattr(server_user.shutil, "which", lambda _: "/usr/bin/setpriv")
    program = tmp_path / "postgres"
    program.touch()
    program.chmod(mode)
    with pytest.raises(SettingsError, match=answer):
        server_user.server_user(tmp_path, program)
