"""What the desk asks of Airflow's auth manager: what every one answers, FAB's too, whose users have no role."""

from unittest.mock import create_autospec

import pytest
from airflow.api_fastapi.app import get_auth_manager
from airflow.api_fastapi.auth.managers.base_auth_manager import BaseAuthManager
from airflow.api_fastapi.auth.managers.models.base_user import BaseUser
from airflow.api_fastapi.auth.managers.models.resource_details import AccessView, DagAccessEntity, DagDetails
from starlette.testclient import TestClient

from doisoat.desk.visitor import Refused
from doisoat.orchestration.desk import LazyDesk, _visitor


class FabUser(BaseUser):
    """Like FAB's: a name and roles in the plural. Anything else that is asked of it is an error."""

    def __init__(self, username: str) -> None:
        self.username = username
        self.roles: list[object] = []

    def get_id(self) -> str:
        return "7"

    def get_name(self) -> str:
        return self.username


def manager(*, website: bool, runs: bool) -> BaseAuthManager:
    """Knows the public interface and nothing else: a call that it does not define is a TypeError or AttributeError."""
    made = create_autospec(BaseAuthManager, instance=True)
    made.is_authorized_view.return_value = website
    made.is_authorized_dag.return_value = runs
    return made


@pytest.mark.parametrize("may_act", [True, False])
def test_who_may_run_the_night_may_decide(monkeypatch: pytest.MonkeyPatch, may_act: bool) -> None:
    asked = manager(website=True, runs=may_act)
    monkeypatch.setattr(get_auth_manager.__module__ + ".get_auth_manager", lambda: asked)
    visitor = _visitor(FabUser("lan"))
    assert (visitor.login, visitor.may_act) == ("lan", may_act)
    user = asked.is_authorized_view.call_args.kwargs["user"]
    asked.is_authorized_view.assert_called_once_with(access_view=AccessView.WEBSITE, user=user)
    asked.is_authorized_dag.assert_called_once_with(
        method="POST", access_entity=DagAccessEntity.RUN, details=DagDetails(id="reconcile"), user=user
    )


def test_who_may_not_see_airflow_s_pages_sees_none_of_the_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(get_auth_manager.__module__ + ".get_auth_manager", lambda: manager(website=False, runs=True))
    with pytest.raises(Refused):
        _visitor(FabUser("lan"))


@pytest.mark.parametrize("lacking", ["DOISOAT_DESK_URL", "DOISOAT_LAKE", "DOISOAT_LANDING"])
def test_a_desk_that_is_not_set_up_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, lacking: str) -> None:
    for name in ("DOISOAT_DESK_URL", "DOISOAT_LAKE", "DOISOAT_LANDING"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.delenv(lacking)
    answer = TestClient(LazyDesk()).get("/watch/sources")
    assert (answer.status_code, answer.text.split(":")[1].strip()) == (503, f"{lacking} is not set")


def test_fab_s_own_manager_and_user_answer_what_is_asked() -> None:
    fab = pytest.importorskip("airflow.providers.fab.auth_manager.fab_auth_manager")
    models = pytest.importorskip("airflow.providers.fab.auth_manager.models")
    own = create_autospec(fab.FabAuthManager, instance=True)
    user = models.User(username="lan")
    own.is_authorized_view(access_view=AccessView.WEBSITE, user=user)
    own.is_authorized_dag(
        method="POST", access_entity=DagAccessEntity.RUN, details=DagDetails(id="reconcile"), user=user
    )
    assert user.get_name() == "lan"
    assert not hasattr(user, "role")
