"""
# Payments

Pays a period. Start it by hand with the period as partition key, such as `2024-02`, before the 25th of the month
before; another person approves it. docs/payments.md is the guide for both.

1. **propose** plans who is paid what and where from the newest published tables, and keeps the plan in
   `payments.proposal`. Nothing held is in it, nothing that stands or may stand, no account that was refused.
2. **tell** mails the people who may approve.
3. **approve** waits for a person (*Required Actions* in the UI), who sees the totals by channel, bank and district,
   what is different from the period before, and what is withheld. Whoever started the run cannot approve it.
   Approved, all payments are instructed in one transaction; refused or expired, nothing is.
4. **write** writes the files for the banks and the post into DOISOAT_OUTGOING, once; never over another file.

**When it fails.** `propose`: the message says what is missing; nothing was kept. `approve`: the run was decided by
whoever started it, the published tables changed meanwhile, or nobody decided in time; nothing was instructed: start a
new run. `write`: clear it; it goes on where it was, and writes the same bytes. A payment is instructed once, whatever
is run again.
"""

from airflow.sdk import PartitionedAtRuntime, dag

from doisoat.orchestration.approval import PayRunApproval, propose, write
from doisoat.orchestration.defaults import DEFAULT_ARGS
from doisoat.orchestration.mail import tell_approvers
from doisoat.payments.policy import load_policy


@dag(
    schedule=PartitionedAtRuntime(),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["payments"],
)
def payments():
    approve = PayRunApproval(task_id="approve", hours=load_policy().approval_hours)
    propose() >> tell_approvers() >> approve >> write()


payments()
