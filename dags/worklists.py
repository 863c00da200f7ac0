"""
# Worklists

Starts when a night is published. **issue_worklists** writes a workbook per ward into the lake,
`worklist/<date>/<district>/<ward>.xlsx`, for `make worklist` and the desk to take; each shard writes some of the wards.
The workbooks name people: nobody but the pipeline reads that prefix, and whoever takes one is logged (`audit.event`).

**When it fails.** The night is published all the same, and the workbooks of the night before are still there. Clear the
failed shard: it writes the same workbooks. A night older than the newest one writes none.
"""

from airflow.sdk import PartitionedAssetTimetable, dag

from doisoat.orchestration.assets import PUBLISHED
from doisoat.orchestration.defaults import DEFAULT_ARGS
from doisoat.orchestration.tasks import mapped_step
from doisoat.worklists import SHARDS


@dag(
    schedule=PartitionedAssetTimetable(assets=PUBLISHED),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["worklists"],
)
def worklists():
    mapped_step("issue_worklists", SHARDS)


worklists()
