"""What an installation keeps, and the ports it chooses."""

import json
import socket
import stat
from dataclasses import asdict

import pytest

from doisoat import paths
from doisoat.embedded import state
from doisoat.errors import DoisoatError, SettingsError


@pytest.fixture
def busy_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_an_installation_is_the_same_at_the_next_start(tmp_path):
    assert state.load_or_create(tmp_path) == state.load_or_create(tmp_path)


def test_two_installations_share_neither_port_nor_secret(tmp_path):
    one, other = state.load_or_create(tmp_path / "one"), state.load_or_create(tmp_path / "other")
    assert one.identifier != other.identifier
    assert not set(asdict(one.secrets).values()) & set(asdict(other.secrets).values())


@pytest.mark.parametrize("name", ["stack.json", "ui-password.json"])
def test_secrets_are_readable_by_their_owner_only(tmp_path, name):
    state.load_or_create(tmp_path)
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_port_taken_by_others_is_chosen_anew_and_kept(tmp_path, busy_port):
    installation = state.load_or_create(tmp_path)
    installation.ports["smtp"] = busy_port
    moved = state.with_free_ports(installation)
    assert moved.ports["smtp"] != busy_port
    assert state.load(tmp_path) == moved


def test_free_ports_stay_as_they_are():
    ports = state.choose_ports({})
    assert state.choose_ports(ports) == ports


def test_the_servers_of_an_installation_have_a_port_each():
    ports = state.choose_ports({"smtp": 0, "control": 0})
    assert len(set(ports.values())) == len(state.PORTS)


def test_a_damaged_state_file_is_named(tmp_path):
    (tmp_path / "stack.json").write_text("{")
    with pytest.raises(SettingsError, match=r"stack\.json cannot be read"):
        state.load(tmp_path)


def test_a_folder_without_an_installation_is_none(tmp_path):
    assert state.load(tmp_path / "nothing") is None


def test_a_state_folder_that_is_a_file_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="set DOISOAT_STATE"):
        state.load_or_create(tmp_path / "file")


def test_the_state_folder_is_in_the_checkout_unless_chosen(tmp_path):
    assert state.state_folder({}) == paths.HOME / ".local"
    assert state.state_folder({"DOISOAT_STATE": f"{tmp_path}/a/../b"}) == tmp_path / "b"


def test_two_commands_do_not_change_an_installation_at_once(tmp_path):
    with state.exclusive(tmp_path), pytest.raises(DoisoatError, match="another command"), state.exclusive(tmp_path):
        pass


def test_urls_name_this_machine_only(tmp_path):
    installation = state.load_or_create(tmp_path)
    assert "@127.0.0.1:" in installation.database_url("warehouse")
    assert installation.sqlalchemy_url("warehouse").startswith("postgresql+psycopg://warehouse:")
    assert json.loads(installation.password_file.read_text()) == {
        "admin": installation.secrets.ui_admin,
        "officer": installation.secrets.ui_officer,
        "approver": installation.secrets.ui_approver,
        "viewer": installation.secrets.ui_viewer,
    }
