"""The mails of a night through Airflow: its report, the word that it stopped, and the word that none came."""

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from airflow.sdk import get_current_context, task

from doisoat.errors import MailOutOfReach, StorageError

if TYPE_CHECKING:
    from doisoat.report.outbox import Letter, Outbox
    from doisoat.settings import Settings

log = logging.getLogger(__name__)


def send_failure(context: Mapping[str, Any]) -> None:
    """Tell the recipients that a task has failed for good. Airflow's callback.

    Of a mail server that is away nobody is told by mail: what waits for it goes out when it is back.
    """
    from doisoat.orchestration.tasks import call_safely

    instance = context["task_instance"]
    stage, reason = f"{instance.dag_id}.{instance.task_id}", str(context.get("exception") or "")
    if not reason.startswith(MailOutOfReach.__name__):
        call_safely(_post_failure, context, stage, reason)


@task(task_id="tell", multiple_outputs=False)
def tell_approvers() -> dict[str, int]:
    """Tell the recipients that a pay run waits for a decision."""
    from doisoat.orchestration.tasks import call_safely

    return call_safely(_post_waiting)


@task(task_id="mail", multiple_outputs=False, priority_weight=10)
def mail_report() -> dict[str, int]:
    """Compose and send the report of the run's business date to everybody who has not been sent it."""
    from doisoat.orchestration.tasks import call_safely

    return call_safely(_post_report)


@task(task_id="deliver", multiple_outputs=False)
def deliver_waiting() -> dict[str, int]:
    """Deliver what a mail server did not take before."""
    from doisoat.orchestration.tasks import call_safely

    return call_safely(_post_nothing_new)


@task(task_id="watch", multiple_outputs=False)
def watch_night() -> dict[str, int]:
    """Send the night's report if it was published and nobody sent it; otherwise say that there is no night."""
    from doisoat.orchestration.tasks import call_safely

    return call_safely(_post_what_is_missing)


@task(task_id="watch_pay_day", multiple_outputs=False)
def watch_pay_day() -> dict[str, int]:
    """From the pay day on, say once that no run of the next period is approved."""
    from doisoat.orchestration.tasks import call_safely

    return call_safely(_post_undecided)


def _post_failure(context: Mapping[str, Any], stage: str, reason: str) -> dict[str, int]:
    from doisoat import steps
    from doisoat.orchestration.tasks import business_date, settings
    from doisoat.payments.payment_id import is_period
    from doisoat.payments.telling import tell_stopped

    run = context["dag_run"]
    if is_period(run.partition_key or ""):
        found = settings(context)
        return post(tell_stopped(run.partition_key, run.run_id, stage, reason, found), found)
    date, found = business_date(context), settings(context)
    try:
        return post(steps.failure_report(date, stage, reason, found), found)
    except StorageError:
        return post_unkept(steps.failure_report(date, stage, reason, None))


def _post_waiting() -> dict[str, int]:
    from doisoat.orchestration.tasks import settings
    from doisoat.payments.telling import tell_waiting

    context = get_current_context()
    found = settings(context)
    return post(tell_waiting(context["ti"].xcom_pull(task_ids="propose"), found), found)


def _post_report() -> dict[str, int]:
    from doisoat import steps

    date, found = _night()
    return post(steps.report(date, found), found)


def _post_nothing_new() -> dict[str, int]:
    from doisoat.orchestration.tasks import settings

    return post((), settings(get_current_context()))


def _post_what_is_missing() -> dict[str, int]:
    from doisoat import steps

    date, found = _night()
    return post(steps.missing_report(date, found), found)


def _post_undecided() -> dict[str, int]:
    from doisoat.payments.telling import tell_undecided

    date, found = _night()
    return post(tell_undecided(date, found), found)


def post(letters: "Iterable[Letter]", settings: "Settings") -> dict[str, int]:
    """Keep each letter in the lake and deliver it at once, then what waits from before.

    The first recipient does not wait until the mail of the last is composed. MailOutOfReach if the server takes none.
    """
    from doisoat.report.outbox import Outbox
    from doisoat.storage.objects import open_store

    return _round(letters, Outbox(open_store(settings.lake)))


def post_unkept(letters: "Iterable[Letter]") -> dict[str, int]:
    """Deliver at once or never: the lake, which would keep them, is out of reach."""
    from doisoat.report.outbox import NoOutbox

    return _round(letters, NoOutbox())


def _round(letters: "Iterable[Letter]", outbox: "Outbox") -> dict[str, int]:
    from doisoat.orchestration.postman import postman

    with postman(outbox) as round_:
        for letter in letters:
            round_.post(letter)
        round_.deliver_waiting()
        return round_.finish()


def _night() -> "tuple[dt.date, Settings]":
    from doisoat.orchestration.tasks import business_date, settings

    context = get_current_context()
    return business_date(context), settings(context)
