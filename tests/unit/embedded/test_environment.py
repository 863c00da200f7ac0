"""The environment of the processes: ours whole, the caller's only as far as it is harmless."""

import pytest

from doisoat.embedded import state
from doisoat.embedded.environment import airflow_environment, process_environment


@pytest.fixture
def installation(tmp_path):
    return state.load_or_create(tmp_path)


def test_settings_of_another_airflow_stay_out(installation):
    environ = airflow_environment(installation, {"AIRFLOW__CORE__EXECUTOR": "CeleryExecutor", "AIRFLOW_HOME": "/x"})
    assert environ["AIRFLOW__CORE__EXECUTOR"] == "LocalExecutor"
    assert environ["AIRFLOW_HOME"] == str(installation.folder / "airflow")


def test_every_server_listens_on_this_machine_only(installation):
    environ = airflow_environment(installation, {})
    assert environ["AIRFLOW__API__HOST"] == "127.0.0.1"
    assert environ["AIRFLOW__API__BASE_URL"].startswith("http://127.0.0.1:")


def test_mails_lead_to_the_installations_own_pages_unless_the_caller_serves_them_elsewhere(installation):
    assert airflow_environment(installation, {})["DOISOAT_BASE_URL"] == installation.ui_url
    elsewhere = {"DOISOAT_BASE_URL": "https://doisoat.example.vn"}
    assert airflow_environment(installation, elsewhere)["DOISOAT_BASE_URL"] == "https://doisoat.example.vn"


def test_nothing_is_called_outside_the_machine(installation):
    environ = airflow_environment(installation, {})
    assert environ["AIRFLOW__USAGE_DATA_COLLECTION__ENABLED"] == "False"
    assert environ["GX_ANALYTICS_ENABLED"] == "false"


@pytest.mark.parametrize("name", ["LANDING", "LAKE", "SCRATCH"])
def test_a_place_is_in_the_state_folder_unless_the_caller_chose_one(installation, name):
    own = airflow_environment(installation, {})[f"DOISOAT_{name}"]
    assert own == str(installation.folder / name.lower())
    assert airflow_environment(installation, {f"DOISOAT_{name}": "s3://b"})[f"DOISOAT_{name}"] == "s3://b"


def test_credentials_of_the_object_storage_are_passed_on(installation):
    assert process_environment(installation, {"AWS_PROFILE": "lake", "SOMETHING": "else"}).items() >= {
        ("AWS_PROFILE", "lake")
    }


def test_a_process_carries_no_secret_it_does_not_need(installation):
    values = " ".join(process_environment(installation, {}).values())
    assert installation.secrets.fernet_key not in values
    assert installation.secrets.postgres_admin not in values
