"""Every DAG parses, keeps the house rules, and parsing imports nothing heavy."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from doisoat import paths

DAG_FILES = sorted((paths.HOME / "dags").glob("[a-z]*.py"))
HEAVY = ["pandas", "great_expectations", "duckdb", "pyarrow", "numpy", "boto3", "celery"]


@pytest.fixture(scope="module")
def dags(tmp_path_factory):
    home = tmp_path_factory.mktemp("airflow")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AIRFLOW_HOME", str(home))
        patch.setenv("AIRFLOW__CORE__LOAD_EXAMPLES", "False")
        from airflow.dag_processing.dagbag import DagBag

        bag = DagBag(str(paths.HOME / "dags"))
    assert bag.import_errors == {}
    return bag.dags


def test_a_dag_has_the_name_of_its_file(dags):
    assert sorted(dags) == [path.stem for path in DAG_FILES]


@pytest.mark.parametrize("dag_id", [path.stem for path in DAG_FILES])
class TestEveryDag:
    def test_its_docstring_is_its_runbook(self, dags, dag_id):
        assert "**When it fails.**" in dags[dag_id].doc_md

    def test_it_has_tags_and_one_run_at_a_time(self, dags, dag_id):
        assert dags[dag_id].tags
        assert dags[dag_id].max_active_runs == 1
        assert not dags[dag_id].catchup

    def test_every_task_has_the_defaults(self, dags, dag_id):
        for task in dags[dag_id].tasks:
            assert task.owner == "doisoat"
            assert 1 <= task.retries <= 2
            assert task.execution_timeout is not None
            callbacks = task.on_failure_callback  # of a mapped task as it was given
            callbacks = callbacks if isinstance(callbacks, list) else [callbacks]
            assert [callback.__name__ for callback in callbacks] == ["send_failure"]

    def test_it_is_scheduled_by_partitions(self, dags, dag_id):
        assert "Partition" in type(dags[dag_id].timetable).__name__


def heavy_imports(dag_files: list[Path], *, airflow_home: Path) -> dict[str, list[str]]:
    """Per file, the heavy modules that parsing it brings beyond what `airflow.sdk` and the files before it bring."""
    script = f"""
import json, runpy, sys
import airflow.sdk
brought = {{}}
for file in {[str(f) for f in dag_files]!r}:
    before = set(sys.modules)
    runpy.run_path(file)
    brought[file] = sorted(set({HEAVY!r}) & (set(sys.modules) - before))
print("\\n" + json.dumps(brought))
"""
    environ = {"AIRFLOW_HOME": str(airflow_home), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environ, check=True)
    brought = json.loads(done.stdout.strip().rpartition("\n")[2])
    return {Path(file).stem: modules for file, modules in brought.items()}


def test_parsing_imports_nothing_heavy_and_a_heavy_import_would_be_noticed(tmp_path):
    (tmp_path / "heavy.py").write_text("import pyarrow\n")
    brought = heavy_imports([*DAG_FILES, tmp_path / "heavy.py"], airflow_home=tmp_path)
    assert "pyarrow" in brought.pop("heavy")
    assert brought == {path.stem: [] for path in DAG_FILES}


def test_a_mail_that_waits_is_delivered_and_a_night_that_is_missing_is_told_of(dags):
    assert {dag_id: sorted(t.task_id for t in dags[dag_id].tasks) for dag_id in ("mail", "watch")} == {
        "mail": ["deliver"],
        "watch": ["watch", "watch_pay_day"],
    }


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_mail_names_every_task_that_can_fail_in_words(dags, language):
    from doisoat.report.edition import load_edition

    working = {task.task_id for dag in dags.values() for task in dag.tasks if task.task_type != "EmptyOperator"}
    assert working - set(load_edition(language).texts["tasks"]) == set()


def test_the_mail_goes_before_all_that_starts_with_a_publication(dags):
    started = [task for dag in ("report", "worklists") for task in dags[dag].tasks]
    weights = {task.task_id: task.priority_weight for task in started}
    mail = weights.pop("mail")
    assert weights
    assert all(mail > weight for weight in weights.values())


def test_the_pages_wait_for_the_mail_and_are_written_without_it_but_then_the_run_has_failed(dags):
    tasks = {task.task_id: task for task in dags["report"].tasks}
    assert tasks["pages"].upstream_task_ids == tasks["mailed"].upstream_task_ids == {"mail"}
    assert tasks["pages"].trigger_rule == "all_done"
    assert tasks["mailed"].trigger_rule == "all_success"  # a run is what its last tasks are


def test_the_night_is_chained_by_the_core_assets(dags):
    wanted = {asset.name for asset in dags["reconcile"].timetable.asset_condition.objects}
    assert wanted == {"core/population", "core/beneficiaries", "core/accounts", "core/fieldwork", "core/payments"}


@pytest.mark.parametrize("feed", ["population", "beneficiaries", "accounts", "fieldwork", "payments"])
def test_an_ingest_tells_of_its_core_table_only_after_the_check(dags, feed):
    dag = dags[f"ingest_{feed}"]
    telling = {task.task_id: [asset.name for asset in task.outlets] for task in dag.tasks if task.outlets}
    assert telling == {"check": [f"core/{feed}"]}
    assert dag.get_task("check").upstream_task_ids == {"standardise"}


@pytest.mark.parametrize("dag_id", ["ingest_population", "reconcile"])
def test_steps_name_the_tasks_of_a_night_in_an_order_that_the_dag_allows(dags, dag_id):
    from doisoat import steps

    dag, listed = dags[dag_id], steps.RECONCILE if dag_id == "reconcile" else steps.INGEST
    names = ["check" if step.__name__ == "check_core" else step.__name__ for step in listed]
    assert sorted(names) == sorted(dag.task_ids)
    for name in names:
        assert dag.get_task(name).upstream_task_ids <= set(names[: names.index(name)])
