"""
# Ingest payments

Takes in what banks and the post say became of payments, for one business date, every night at 01:00 in Hanoi:
ISO 20022 `pain.002` and `camt.054`, or CSV. The feed is optional and adds up: a night without any word is a night like
others, and every word counts, also one that comes late (`include/config/feeds.yaml`, `late_days`).

1. **receive** checks the deliveries of the last days against their manifests and keeps the lines as sent.
   A refused one has its reason in `<landing>/_receipts/`; it stops nobody.
2. **standardise** types the lines and adds them to those of earlier nights; a broken line goes to quarantine, and
   so does a booking that is none of ours. The rest of its statement goes on.
3. **check** judges the whole with `expectations/core/payments.json`; a critical failure stops the night.

What the lines come to is settled in `reconcile`: see docs/payments.md.

**When it fails.** `QualityGateFailed`: the message names the expectation; its notes say why. Anything else: two retries
have passed; the log names the place.
Safe to run again: the same deliveries give the same rows.
"""

from airflow.sdk import dag

from doisoat.orchestration.assets import CORE_PAYMENTS
from doisoat.orchestration.defaults import DEFAULT_ARGS, LANDING_PARAM, NIGHTLY
from doisoat.orchestration.tasks import step


@dag(
    schedule=NIGHTLY,
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    params=LANDING_PARAM,
    doc_md=__doc__,
    tags=["ingest", "payments"],
)
def ingest_payments():
    check = step("check_core", "payments", task_id="check", outlets=[CORE_PAYMENTS])
    step("receive", "payments") >> step("standardise", "payments") >> check


ingest_payments()
