"""What Airflow knows of runs, for the desk: when tasks ran, and from which landing zone a feed was read."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from doisoat.desk.timing import NightRuns, Task

# Beside the ingests. Other DAGs have keys that are dates, too, or so many that they would fill every page.
OF_A_NIGHT = ("reconcile", "report", "worklists")
A_DATE = "____-__-__"


def landing_of(feed: str, date: dt.date) -> str:
    """The landing zone that the newest ingest of a feed was told to read for a date; empty if it was told none."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    newest = (
        select(DagRun.conf)
        .where(DagRun.dag_id == f"ingest_{feed}", DagRun.partition_key == date.isoformat())
        .order_by(DagRun.id.desc())
        .limit(1)
    )
    with create_session() as session:
        conf = session.scalar(newest) or {}
    return str(conf.get("landing") or "")


def read_runs(nights: int) -> Sequence[NightRuns]:
    """The newest runs of each of the newest business dates, the newest date first."""
    from airflow.models.dagrun import DagRun
    from airflow.models.taskinstance import TaskInstance
    from airflow.utils.session import create_session
    from sqlalchemy import or_, select

    of_a_night = or_(DagRun.dag_id.in_(OF_A_NIGHT), DagRun.dag_id.startswith("ingest_", autoescape=True))
    keys = (
        select(DagRun.partition_key)
        .where(of_a_night, DagRun.partition_key.like(A_DATE))
        .distinct()
        .order_by(DagRun.partition_key.desc())
        .limit(nights)
    )
    newest = (
        select(DagRun.dag_id, DagRun.run_id, DagRun.partition_key)
        .where(of_a_night, DagRun.partition_key.in_(keys))
        .distinct(DagRun.partition_key, DagRun.dag_id)
        .order_by(DagRun.partition_key, DagRun.dag_id, DagRun.id.desc())
        .subquery()
    )
    tasks = (
        select(
            newest.c.partition_key,
            TaskInstance.dag_id,
            TaskInstance.task_id,
            TaskInstance.state,
            TaskInstance.start_date,
            TaskInstance.end_date,
        )
        .join(newest, (newest.c.dag_id == TaskInstance.dag_id) & (newest.c.run_id == TaskInstance.run_id))
        .order_by(newest.c.partition_key.desc(), TaskInstance.start_date.asc().nulls_last())
    )
    with create_session() as session:
        found = session.execute(tasks).all()
    return [_night(key, rows) for key, rows in groupby(found, key=lambda row: row[0]) if _is_date(key)]


def _night(key: str, rows: Iterable[Any]) -> NightRuns:
    tasks: list[Task] = []
    ends = []
    for _, dag, task, state, started, ended in rows:
        tasks.append(Task(dag, task, state, started, (ended - started).total_seconds() if started and ended else None))
        ends.append(ended)
    states = {task.state for task in tasks}
    failed, done = states & {"failed", "upstream_failed"}, states <= {"success", "skipped"}
    starts = [task.started for task in tasks if task.started]
    return NightRuns(
        dt.date.fromisoformat(key),
        "failed" if failed else "success" if done else "running",
        min(starts, default=None),
        max(ends) if done else None,
        tuple(tasks),
    )


def _is_date(key: str) -> bool:
    try:
        dt.date.fromisoformat(key)
    except ValueError:
        return False
    return True
