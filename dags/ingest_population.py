"""
# Ingest population

Takes in the population database extract for one business date, every night at 01:00 in Hanoi.

1. **receive** chooses the deliveries of the date, checks each against its manifest and keeps the rows as sent.
   A refused one has its reason in `<landing>/_receipts/` and in the report; the sender's last good one is used.
2. **standardise** types the persons; a bad row goes to quarantine with its reason.
3. **check** judges the whole with `expectations/core/population.json`; a critical failure stops the night.

**When it fails.** `SourceMissing`: no delivery is fresh enough; ask the sender, then trigger this DAG again with the
business date as partition key. `QualityGateFailed`: the message names the expectation; its notes say why.
Anything else: two retries have passed; the log names the place.
Safe to run again: the same deliveries give the same rows.
"""

from airflow.sdk import dag

from doisoat.orchestration.assets import CORE_POPULATION
from doisoat.orchestration.defaults import DEFAULT_ARGS, LANDING_PARAM, NIGHTLY
from doisoat.orchestration.tasks import step


@dag(
    schedule=NIGHTLY,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=LANDING_PARAM,
    doc_md=__doc__,
    tags=["ingest"],
)
def ingest_population():
    check = step("check_core", "population", task_id="check", outlets=[CORE_POPULATION])
    step("receive", "population") >> step("standardise", "population") >> check


ingest_population()
