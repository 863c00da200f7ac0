"""
# Ask banks

Before a period is paid, asks every bank about the accounts declared with it: on the 5th of the month before, at 06:00
in Hanoi, with the period as partition key. Files and manifests are in `<DOISOAT_OUTGOING>/requests/<period>/`.

The banks answer in the feed `accounts`, with the beneficiary's code as `request_ref`; every night notes what is
answered. `payments.unanswered` lists the banks that owe answers, how many and since when. docs/payments.md says more.

**When it fails.** Clear it. A period is asked about once: run again, it finds that it has asked.
"""

from airflow.sdk import CronPartitionTimetable, dag

from doisoat.orchestration.approval import ask_banks as ask
from doisoat.orchestration.defaults import DEFAULT_ARGS


@dag(
    schedule=CronPartitionTimetable("0 6 5 * *", timezone="Asia/Ho_Chi_Minh", run_offset=1, key_format="%Y-%m"),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["payments"],
)
def ask_banks():
    ask()


ask_banks()
