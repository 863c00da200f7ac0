"""The supervisor's configuration."""

import configparser

import pytest

from doisoat.embedded import state
from doisoat.embedded.supervision import PROGRAMS, Supervisor, configuration, wait_for
from doisoat.errors import DoisoatError


@pytest.fixture
def configured(tmp_path):
    installation = state.load_or_create(tmp_path / "with space")
    parser = configparser.RawConfigParser()
    parser.read_string(configuration(installation))
    return installation, parser


def test_every_program_is_there_and_waits_to_be_started(configured):
    _, parser = configured
    assert [name for name in parser.sections() if name.startswith("program:")] == [f"program:{p}" for p in PROGRAMS]
    assert all(parser[f"program:{name}"]["autostart"] == "false" for name in PROGRAMS)


def test_postgresql_is_started_first_and_stopped_last(configured):
    _, parser = configured
    priorities = {name: int(parser[f"program:{name}"]["priority"]) for name in PROGRAMS}
    assert min(priorities, key=priorities.__getitem__) == "postgres"
    assert parser["program:postgres"]["stopsignal"] == "INT"


def test_the_control_port_wants_the_installation_s_password(configured):
    installation, parser = configured
    assert parser["inet_http_server"]["port"] == f"127.0.0.1:{installation.ports['control']}"
    assert parser["inet_http_server"]["password"] == installation.secrets.control


def test_paths_of_the_state_folder_are_not_in_the_configuration(configured):
    installation, _ = configured
    assert str(installation.folder) not in configuration(installation)


def test_an_installation_that_never_started_is_down(configured):
    installation, _ = configured
    assert not Supervisor(installation).is_up()


def test_waiting_ends_with_what_went_wrong():
    with pytest.raises(DoisoatError, match="did not start"):
        wait_for(lambda: False, 0, "it did not start")
