"""What all DAGs have in common."""

import datetime as dt
from typing import Any

from airflow.sdk import CronPartitionTimetable, Param

from doisoat.orchestration.mail import send_failure

DEFAULT_ARGS: dict[str, Any] = {
    "owner": "doisoat",
    # Retries are for what may pass, such as storage out of reach; an error in the data fails at once (tasks.py).
    "retries": 2,
    "retry_delay": dt.timedelta(seconds=20),
    "execution_timeout": dt.timedelta(hours=1),
    "on_failure_callback": send_failure,
}

# 01:00 in Hanoi: the agencies deliver until midnight. No DAG has a start date: with one in the past, a new
# installation would begin with last night, for which it has no landing zone.
NIGHTLY = CronPartitionTimetable("0 1 * * *", timezone="Asia/Ho_Chi_Minh", key_format="%Y-%m-%d")
# By then a whole city's night has long been published.
MORNING = CronPartitionTimetable("0 6 * * *", timezone="Asia/Ho_Chi_Minh", key_format="%Y-%m-%d")
QUARTER_HOURLY = CronPartitionTimetable("*/15 * * * *", timezone="Asia/Ho_Chi_Minh", key_format="%Y-%m-%dT%H:%M")

LANDING_PARAM = {
    "landing": Param("", type="string", description="Folder or s3:// URL of the landing zone; empty: DOISOAT_LANDING")
}
