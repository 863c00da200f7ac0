"""One business date through Airflow's scheduler: trigger the ingests, wait for the publication, say what it came to."""

import datetime as dt
import time
from dataclasses import dataclass, field
from pathlib import Path

from doisoat.embedded import stack
from doisoat.embedded.airflow_api import AirflowApi
from doisoat.embedded.failure import describe_failure
from doisoat.embedded.progress import say
from doisoat.embedded.state import Installation
from doisoat.embedded.summary import print_summary
from doisoat.errors import DoisoatError, SettingsError

INGESTS = ("ingest_population", "ingest_beneficiaries", "ingest_accounts", "ingest_fieldwork", "ingest_payments")
ENDED = {"success", "failed"}
LONGEST_NIGHT = 6 * 3600  # seconds
GRACE = 15  # seconds that the scheduler is given to start a DAG from an asset


@dataclass(frozen=True)
class Night:
    """What to run: a landing zone (an absolute folder or an s3:// URL) and a business date."""

    landing: str
    date: dt.date

    @classmethod
    def read(cls, landing: str, date: str) -> "Night":
        """From a command line; SettingsError says which argument is wrong."""
        try:
            day = dt.date.fromisoformat(date)
        except ValueError:
            raise SettingsError(f"DATE is a day such as 2024-01-12, not {date!r}") from None
        if landing.startswith("s3://"):
            return cls(landing, day)
        folder = Path(landing).expanduser().resolve()
        if not landing or not folder.is_dir():
            raise SettingsError(f"LANDING is a folder or an s3:// URL; there is no folder {landing!r}")
        return cls(str(folder), day)


def nightly(folder: Path, night: Night, *, warehouse_url: str = "") -> None:
    """Run a night and print its summary; DoisoatError when it did not publish."""
    target = sqlalchemy_url(warehouse_url) if warehouse_url else ""
    installation = stack.up(folder)
    url = target or installation.sqlalchemy_url("warehouse")
    api = AirflowApi(installation)
    api.set_connection(stack.WAREHOUSE_CONNECTION, url)
    Watch(api, installation, night).run()
    print_summary(url, night.date)


def sqlalchemy_url(url: str) -> str:
    """A PostgreSQL URL with the driver we use; SettingsError for anything else. The password is not repeated."""
    scheme, separator, rest = url.partition("://")
    if not separator or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise SettingsError("WAREHOUSE_URL is of the form postgresql+psycopg://user:password@host:port/database")
    return f"postgresql+psycopg://{rest}"


@dataclass
class Watch:
    """Follows the runs of one night and says every task's end."""

    api: AirflowApi
    installation: Installation
    night: Night
    started: float = field(default_factory=time.monotonic)
    _said: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def key(self) -> str:
        return self.night.date.isoformat()

    def run(self) -> None:
        """Ingest, reconcile, report."""
        since = dt.datetime.now(dt.UTC)
        conf = {"landing": self.night.landing}
        ingests = [(dag, self.api.trigger(dag, self.key, conf)) for dag in INGESTS]
        for dag, run_id in ingests:
            self._until_ended(dag, run_id, alongside=ingests)
        for dag, run_id in ingests:
            self._require_success(dag, run_id)
        ready = max(self._task_end(dag, run_id, "check") for dag, run_id in ingests)
        run_id = self._run_after(ready, "reconcile", since=since)
        self._until_ended("reconcile", run_id)
        self._require_success("reconcile", run_id)
        published = self._task_end("reconcile", run_id, "publish")
        for dag, missing in (("report", "not mailed"), ("worklists", "without new worklists")):
            run_id = self._run_after(published, dag, since=since)
            if self._until_ended(dag, run_id) == "failed":
                say(f"Published, but {missing}: {describe_failure(self.api, self.installation, dag, run_id)}")

    def _run_after(self, ready: dt.datetime, dag: str, *, since: dt.datetime) -> str:
        """The run that began when all its sources were in, triggered here if the scheduler has not done it.

        Events of an earlier, incomplete night of the same date are kept by Airflow: together with the first
        of this night's they may start the run too early, and then nothing starts it again.
        """
        give_up = time.monotonic() + GRACE
        while time.monotonic() < give_up:
            runs = self.api.runs(dag, self.key, since=since)
            for run in runs:
                if run["start_date"] and parse_time(run["start_date"]) >= ready:
                    return str(run["dag_run_id"])
            if any(run["state"] == "queued" for run in runs):
                give_up = time.monotonic() + GRACE
            self._pause(give_up + LONGEST_NIGHT)
        return self.api.trigger(dag, self.key, {})

    def _until_ended(self, dag: str, run_id: str, *, alongside: list[tuple[str, str]] | None = None) -> str:
        limit = self.started + LONGEST_NIGHT
        while True:
            state = str(self.api.run(dag, run_id)["state"])
            for other_dag, other_run in alongside or [(dag, run_id)]:
                self._say_tasks(other_dag, other_run)
            if state in ENDED:
                return state
            self._pause(limit)

    def _say_tasks(self, dag: str, run_id: str) -> None:
        for task in self.api.tasks(dag, run_id):
            line = (dag, run_id, task["task_id"], str(task["state"]), str(task["try_number"]))
            if task["state"] in {"running", "success", "failed", "up_for_retry"} and line not in self._said:
                self._said.add(line)
                say(f"{time.monotonic() - self.started:6.1f} s  {dag}.{task['task_id']}  {task['state']}")

    def _require_success(self, dag: str, run_id: str) -> None:
        if self.api.run(dag, run_id)["state"] != "success":
            raise DoisoatError(f"not published: {describe_failure(self.api, self.installation, dag, run_id)}")

    def _task_end(self, dag: str, run_id: str, task_id: str) -> dt.datetime:
        return next(parse_time(t["end_date"]) for t in self.api.tasks(dag, run_id) if t["task_id"] == task_id)

    def _pause(self, limit: float) -> None:
        if time.monotonic() > limit:
            raise DoisoatError(f"the night did not end in {LONGEST_NIGHT // 3600} h: see {self.installation.ui_url}")
        stack.require_running(self.installation)
        time.sleep(0.5)


def parse_time(text: str) -> dt.datetime:
    """A timestamp of Airflow's API."""
    return dt.datetime.fromisoformat(text)
