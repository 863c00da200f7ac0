"""
# Report

Starts when a night is published; mails its report, in Vietnamese, to the recipients in configuration. Numbers only.

A night that is published again with the same figures is not mailed again.

**When it fails.** The night is published all the same. Check the connection `smtp_default`, then clear the task.
"""

from airflow.sdk import PartitionedAssetTimetable, dag

from doisoat.orchestration.assets import PUBLISHED
from doisoat.orchestration.defaults import DEFAULT_ARGS
from doisoat.orchestration.mail import mail_report


@dag(
    schedule=PartitionedAssetTimetable(assets=PUBLISHED),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["report"],
)
def report():
    mail_report()


report()
