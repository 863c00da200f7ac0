"""The step of a pay run that waits for a person: Airflow's approval, and our rule that nobody pays alone."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from airflow.providers.standard.operators.hitl import ApprovalOperator
from airflow.sdk import Context, get_current_context, task
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

from doisoat.orchestration.tasks import call_safely, settings

PROPOSE = "propose"
_RUN_ID = "{{ ti.xcom_pull(task_ids='propose')['run_id'] }}"


class PayRunApproval(ApprovalOperator):
    """Shows the proposal's totals and waits. What was decided, by whom, is written down before anything goes on.

    The database refuses a decision by whoever started the run, and one about payments that changed meanwhile: the task
    fails then, and so it does when nobody decides in time. Marking it as successful by hand instructs nothing: what
    follows asks the database, not Airflow.
    """

    def __init__(self, *, hours: int, **kwargs: Any) -> None:
        super().__init__(
            subject=f"Duyệt đợt chi {_RUN_ID}",
            body="{{ ti.xcom_pull(task_ids='propose')['summary'] }}",
            response_timeout=dt.timedelta(hours=hours),
            **kwargs,
        )

    def execute(self, context: Context) -> Any:
        """Ask, unless the run is decided on: a task that was killed after the answer is run again, and asks no more."""
        state = call_safely(_state, context)
        if state == "proposed":
            return super().execute(context)
        if state == "refused":
            raise AirflowSkipException("the pay run is refused")
        if state != "approved":
            raise AirflowFailException(f"the pay run is {state}: nothing more can be decided on it")
        return None

    def execute_complete(self, context: Context, event: dict[str, Any]) -> Any:
        """Airflow calls this when somebody has answered, or nobody has in time."""
        if "error" in event:
            return self._end(context)
        approved = event["chosen_options"] == [self.APPROVE]
        call_safely(_decide, context, approved, _name(event.get("responded_by_user")))
        return super().execute_complete(context, event)

    def _end(self, context: Context) -> None:
        """Nobody answered this time; of a run that an answer before approved, the files are still to be written."""
        if call_safely(_expire, context) != "approved":
            raise AirflowFailException(
                "nobody decided on the pay run in time: it has expired, and nothing was instructed"
            )


def _state(context: Mapping[str, Any]) -> str:
    from doisoat.payments import steps

    return steps.state(_run_id(context), settings(context))


def _expire(context: Mapping[str, Any]) -> str:
    from doisoat.payments import steps

    return steps.expire(_run_id(context), settings(context))


def _decide(context: Mapping[str, Any], approved: bool, by: str) -> None:  # noqa: FBT001  # a decision is yes or no
    from doisoat.payments import steps

    steps.decide(_run_id(context), approved, by, settings(context))


def _run_id(context: Mapping[str, Any]) -> str:
    return str(context["ti"].xcom_pull(task_ids=PROPOSE)["run_id"])


def _name(user: Mapping[str, str] | None) -> str:
    """Empty if nobody is known to have answered; the database takes no approval from nobody."""
    return "" if user is None else str(user["name"] or user["id"])


@task(task_id=PROPOSE, multiple_outputs=False)
def propose() -> dict[str, Any]:
    """Plan the period of the run's partition key; whoever triggered the run has started it."""
    return call_safely(_propose, get_current_context())


@task(task_id="ask_banks", multiple_outputs=False)
def ask_banks() -> dict[str, int | str]:
    """Ask every bank about the accounts of the period of the run's partition key."""
    return call_safely(_ask_banks, get_current_context())


def _ask_banks(context: Mapping[str, Any]) -> dict[str, int | str]:
    from doisoat.payments import steps
    from doisoat.payments.period import read_period

    return steps.ask_banks(read_period(context["dag_run"].partition_key), settings(context))


def _propose(context: Mapping[str, Any]) -> dict[str, Any]:
    from doisoat.payments import steps
    from doisoat.payments.period import read_period

    run = context["dag_run"]
    return steps.propose(read_period(run.partition_key), run.triggering_user_name or "", settings(context))


@task(task_id="write", multiple_outputs=False)
def write() -> dict[str, int | str]:
    """Write the files of the approved run."""
    return call_safely(_write, get_current_context())


def _write(context: Mapping[str, Any]) -> dict[str, int | str]:
    from doisoat.payments import steps

    return steps.write(_run_id(context), settings(context))
