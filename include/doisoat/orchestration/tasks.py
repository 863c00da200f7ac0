"""How a task calls a step: business date from the partition key, settings, and errors that show no personal data."""

import datetime as dt
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from airflow.sdk import Asset, TriggerRule, get_current_context, task
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from doisoat.errors import DoisoatError, where
from doisoat.settings import Settings

log = logging.getLogger(__name__)
# By name, so that no database or S3 driver is imported to parse a DAG.
LOW_PRIORITY = 10  # niceness of a task that nobody waits for: others get nine tenths of a core that it wants, too
OUT_OF_REACH = {
    *("StorageError", "WarehouseOutOfReach", "MailOutOfReach"),
    *("OSError", "OperationalError", "BotoCoreError"),
}
Result = TypeVar("Result")


def step(  # noqa: PLR0913 (what Airflow may be told of a task)
    name: str,
    *arguments: str,
    task_id: str | None = None,
    outlets: Sequence[Asset] = (),
    is_urgent: bool = True,
    trigger_rule: TriggerRule = TriggerRule.ALL_SUCCESS,
) -> Any:
    """A task that calls `steps.<name>(*arguments, date, settings)` for the run's business date; counts go to XCom.

    One that is not urgent leaves the cores to those that are.
    """

    @task(task_id=task_id or name, outlets=list(outlets), multiple_outputs=False, trigger_rule=trigger_rule)
    def run() -> dict[str, int | str]:
        if not is_urgent:
            os.nice(LOW_PRIORITY)
        return dict(call_safely(_call_step, name, *arguments))

    return run()


def mapped_step(name: str, shards: int) -> Any:
    """A task per shard that calls `steps.<name>(shard, date, settings)`; one after the other, for none is urgent.

    So the database has a core for what is, too.
    """

    @task(task_id=name, multiple_outputs=False, max_active_tis_per_dagrun=1)
    def run(shard: int) -> dict[str, int | str]:
        os.nice(LOW_PRIORITY)
        return dict(call_safely(_call_step, name, shard))

    return run.expand(shard=list(range(shards)))


def _call_step(name: str, *arguments: str | int) -> Any:
    from doisoat import steps

    context = get_current_context()
    return getattr(steps, name)(*arguments, business_date(context), settings(context))


def business_date(context: Mapping[str, Any]) -> dt.date:
    """The partition key of the run as a date."""
    key = context["dag_run"].partition_key
    try:
        return dt.date.fromisoformat(key or "")
    except ValueError:
        raise DoisoatError("the run has no business date: trigger it with a partition key such as 2024-01-12") from None


def settings(context: Mapping[str, Any]) -> Settings:
    """From the environment, the connection `warehouse` (else WAREHOUSE_URL) and the run's parameter `landing`."""
    environ = {**os.environ, "WAREHOUSE_URL": warehouse_url(os.environ)}
    return Settings.from_environ(environ, landing=context.get("params", {}).get("landing") or None)


def warehouse_url(environ: Mapping[str, str]) -> str:
    """The warehouse in SQLAlchemy form; empty when neither the connection nor WAREHOUSE_URL is there."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException
    from sqlalchemy.engine import URL

    try:
        held = Connection.get("warehouse")
    except AirflowNotFoundException:
        return environ.get("WAREHOUSE_URL", "")
    url = URL.create(
        "postgresql+psycopg", held.login, held.password, held.host, held.port, held.schema, held.extra_dejson
    )
    return url.render_as_string(hide_password=False)


def call_safely(function: Callable[..., Result], *arguments: Any) -> Result:
    """Call; a DoisoatError fails the task with its one line, anything else loses its message, which may quote rows.

    What may pass by itself is retried, the rest fails at once. The new exception leaves without the one it came
    from: its traceback would print the values again.
    """
    try:
        return function(*arguments)
    except Exception as error:  # noqa: BLE001
        kind = AirflowException if may_pass(error) else AirflowFailException
        failure = kind(describe(error))
    log.error("%s", failure)
    raise failure from None


def may_pass(error: BaseException) -> bool:
    """Whether the same call may succeed later: something out of reach, not something wrong."""
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & OUT_OF_REACH) and "FileNotFoundError" not in names


def describe(error: BaseException) -> str:
    """One line: the message of a DoisoatError, which holds no personal data; of any other only type and place."""
    if isinstance(error, DoisoatError):
        return f"{type(error).__name__}: {error}"
    return f"unexpected {type(error).__name__} at {where(error)}"
