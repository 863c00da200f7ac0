"""
# Watch

At 06:00 in Hanoi, looks whether the night of this date is published. If not, and nobody was told why, it mails that
there are no figures, with what has arrived in the landing zone; if it is, it sends reports that are outstanding.
**watch_pay_day** looks, from the pay day of the month on (`pay_day` in `payments.yaml`, the 25th), whether a pay run of
the next month is approved, and mails once a period that none is.

It is a DAG of its own because a night or a pay run that never starts has no run, and so no deadline that could be
missed.

**When it fails.** Neither the warehouse nor the landing zone could be asked: see the task's log. If Airflow itself is
down, nothing here can tell: watch its scheduler from outside (docs/operating.md).
"""

from airflow.sdk import dag

from doisoat.orchestration.defaults import DEFAULT_ARGS, MORNING
from doisoat.orchestration.mail import watch_night, watch_pay_day


@dag(
    schedule=MORNING,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["report"],
)
def watch():
    watch_night()
    watch_pay_day()


watch()
