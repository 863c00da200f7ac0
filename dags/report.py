"""
# Report

Starts when a night is published. **mail** sends the night's report: to each recipient in configuration the one of their
city, area or bank, in their language; numbers only. Nobody is sent it twice for one night, whatever is run
again. People wait for it, so it goes before all that starts with a publication.
**pages** then writes, whether the mail went out or not, the quality page, the campaign's page and workbook, and the
index, below `report/` in the lake. **mailed** does nothing: a run whose mail failed has failed, though its pages are
there.

**When it fails.** The night is published all the same. `MailOutOfReach`: the mail server does not answer; what waits is
in the lake under `mail/waiting/`, and DAG `mail` delivers it when the server is back. `SettingsError` names the entry
of the recipients that cannot be used: mend it, then clear the task.
"""

from airflow.providers.standard.operators.empty import EmptyOperator
from airflow.sdk import PartitionedAssetTimetable, TriggerRule, dag

from doisoat.orchestration.assets import PUBLISHED
from doisoat.orchestration.defaults import DEFAULT_ARGS
from doisoat.orchestration.mail import mail_report
from doisoat.orchestration.tasks import step


@dag(
    schedule=PartitionedAssetTimetable(assets=PUBLISHED),
    catchup=False,
    max_active_runs=1,
    default_args=DEFAULT_ARGS,
    doc_md=__doc__,
    tags=["report"],
)
def report():
    mail = mail_report()
    mail >> step("pages", is_urgent=False, trigger_rule=TriggerRule.ALL_DONE)
    mail >> EmptyOperator(task_id="mailed")


report()
