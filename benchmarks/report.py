"""How long people wait for their mail: from a city's publication to the mail server, through Airflow's scheduler."""

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.city import DATES, large_night, publish_night, small_night, stage_night
from benchmarks.worklists import HISTORY, TASKS
from doisoat.embedded import stack
from doisoat.embedded.airflow_api import AirflowApi
from doisoat.embedded.nightly import parse_time
from doisoat.storage.warehouse import connect

NIGHTS = 2  # published before the mail is awaited: from the second on there is a way to draw
PATIENCE = 900  # seconds


def bench_report(folder: Path, *, entries: int, say: Callable[[str], None]) -> None:
    """Seconds from the event of a publication to the first mail and to the last, while the wards' lists are written."""
    installation = folder / "report"
    shutil.rmtree(installation, ignore_errors=True)
    try:
        served = stack.up(installation)
        _publish(served.sqlalchemy_url("warehouse"), folder, entries)
        api, key = AirflowApi(served), DATES[NIGHTS - 1].isoformat()
        published = dt.datetime.now(dt.UTC)
        api.announce("reconciled", key)
        pages = _ended(api, "report", key, published)
        mails = sorted(_written(path) for path in (installation / "outbox").glob("*.eml"))
        begun = _mail_started(api, key, published)
        say(f"{entries} entries, seconds after publication: the mail's task began {_since(published, begun):.1f}")
        say(f"  first mail {_since(published, mails[0]):.1f}, last of {len(mails)} {_since(published, mails[-1]):.1f}")
        lists = _ended(api, "worklists", key, published)
        say(f"  pages {_since(published, pages):.1f}, wards' lists {_since(published, lists):.1f}")
    finally:
        stack.down(installation)


def _publish(url: str, folder: Path, entries: int) -> None:
    small = small_night(folder)
    for number in range(NIGHTS):
        night = large_night(small, entries=entries, number=number)
        stage_night(url, night, number=number)
        publish_night(url, night, number=number)
    with connect(url) as connection:
        connection.execute(TASKS)
        connection.execute(HISTORY)
        connection.execute("analyze reconciled.worklist, reconciled.worklist_history")


def _ended(api: AirflowApi, dag: str, key: str, since: dt.datetime) -> dt.datetime:
    """When the run of a DAG for the key ended; RuntimeError if it failed or does not end."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        for run in api.runs(dag, key, since=since):
            if run["state"] == "success":
                return parse_time(run["end_date"])
            if run["state"] == "failed":
                raise RuntimeError(f"{dag} failed")
        time.sleep(1)
    raise RuntimeError(f"{dag} did not end within {PATIENCE} s")


def _mail_started(api: AirflowApi, key: str, since: dt.datetime) -> dt.datetime:
    runs: Iterable[dict[str, str]] = api.runs("report", key, since=since)
    tasks = (task for run in runs for task in api.tasks("report", run["dag_run_id"]))
    return next(parse_time(task["start_date"]) for task in tasks if task["task_id"] == "mail")


def _written(mail: Path) -> dt.datetime:
    """When the mail server took it: its name begins with the time."""
    return dt.datetime.strptime(mail.name.partition("-")[0], "%Y%m%dT%H%M%S.%f").replace(tzinfo=dt.UTC)


def _since(published: dt.datetime, moment: dt.datetime) -> float:
    return (moment - published).total_seconds()
