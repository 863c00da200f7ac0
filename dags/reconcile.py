"""
# Reconcile

Starts when the feeds of one business date are in (the optional ones too: their ingests end well with nothing to take
in); ends with one publication.

1. **take_decisions** takes into the lake what people decided so far: it outranks the model.
2. **link_people** says who is who, with a probability and the evidence, by what changed since a former night.
   **settle_payments** says what became of every payment (docs/payments.md).
3. **reconcile** says of every roll entry what is true today: person, account, pay channel, hold.
4. **list_cases** puts the doubtful entries, with their candidates, before reviewers.
5. **stage** loads the night into schema `staging`, where nobody reads it yet.
6. **check_mart** judges it there with `expectations/mart/*.json`; a critical failure keeps readers on the former night.
7. **publish** replaces what readers see, in one transaction.

**When it fails.** `QualityGateFailed`: nothing was published; the message names the expectation. Otherwise clear the
failed task: every task can run again and gives the same rows. To run it by hand, trigger it with the date as
partition key.
"""

from airflow.sdk import PartitionedAssetTimetable, dag

from doisoat.orchestration.assets import (
    CORE_ACCOUNTS,
    CORE_BENEFICIARIES,
    CORE_FIELDWORK,
    CORE_PAYMENTS,
    CORE_POPULATION,
    PUBLISHED,
)
from doisoat.orchestration.defaults import DEFAULT_ARGS
from doisoat.orchestration.tasks import step


@dag(
    schedule=PartitionedAssetTimetable(
        assets=CORE_POPULATION & CORE_BENEFICIARIES & CORE_ACCOUNTS & CORE_FIELDWORK & CORE_PAYMENTS
    ),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["reconcile"],
)
def reconcile():
    links = [step("link_people"), step("settle_payments")]
    publish = step("publish", outlets=[PUBLISHED])
    (
        step("take_decisions")
        >> links
        >> step("reconcile")
        >> step("list_cases")
        >> step("stage")
        >> step("check_mart")
        >> publish
    )


reconcile()
