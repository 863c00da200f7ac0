"""
# Ingest fieldwork

Takes in what the wards report back, for one business date, every night at 01:00 in Hanoi. The feed is optional and adds
up: a night without any return is a night like others, and every return counts, also one that comes late
(`include/config/feeds.yaml`, `late_days`).

1. **receive** checks the deliveries of the last days against their manifests and keeps the rows as sent.
   A refused one has its reason in `<landing>/_receipts/`; it stops nobody.
2. **standardise** types the results and adds them to those of earlier nights; a bad row goes to quarantine.
3. **answer_fieldwork** writes a copy of each new return beside its receipt, with what became of every line and why.
4. **check** judges the whole with `expectations/core/fieldwork.json`; a critical failure stops the night.

**When it fails.** `QualityGateFailed`: the message names the expectation; its notes say why. Anything else: two retries
have passed; the log names the place.
Safe to run again: the same deliveries give the same rows.
"""

from airflow.sdk import dag

from doisoat.orchestration.assets import CORE_FIELDWORK
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
def ingest_fieldwork():
    check = step("check_core", "fieldwork", task_id="check", outlets=[CORE_FIELDWORK])
    step("receive", "fieldwork") >> step("standardise", "fieldwork") >> [check, step("answer_fieldwork")]


ingest_fieldwork()
