"""The approval step when it is run again after a decision. How it asks is tried on the real scheduler."""

import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from doisoat.orchestration import approval


@pytest.fixture
def step(monkeypatch: pytest.MonkeyPatch):
    def run(state: str):
        monkeypatch.setattr(approval, "_state", lambda _: state)
        return approval.PayRunApproval(task_id="approve", hours=72).execute({})

    return run


def test_what_is_approved_goes_on_without_asking(step):
    assert step("approved") is None


def test_what_is_refused_stays_refused(step):
    with pytest.raises(AirflowSkipException):
        step("refused")


@pytest.mark.parametrize("state", ["expired", "superseded"])
def test_what_is_over_cannot_be_approved(step, state):
    with pytest.raises(AirflowFailException, match=state):
        step(state)
