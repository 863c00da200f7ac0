"""
# Mail

Every quarter of an hour, delivers what a mail server did not take before: reports, and words that a night stopped.

**When it fails.** The mail server of the connection `smtp_default` does not answer. Nothing is lost: mails wait in the
lake under `mail/waiting/` for five days, and go out when the server is back. No mail says so; this DAG is red.
"""

from airflow.sdk import dag

from doisoat.orchestration.defaults import DEFAULT_ARGS, QUARTER_HOURLY
from doisoat.orchestration.mail import deliver_waiting


@dag(
    schedule=QUARTER_HOURLY,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["report"],
)
def mail():
    deliver_waiting()


mail()
