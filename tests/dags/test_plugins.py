"""A plugin is loaded by every Airflow process: it parses there, and brings nothing heavy with it."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

from doisoat import paths

PLUGINS = sorted((paths.HOME / "plugins").glob("[a-z]*.py"))
HEAVY = ["fastapi", "pandas", "pyarrow", "duckdb", "numpy", "psycopg_pool", "great_expectations"]


def test_the_plugins_bring_nothing_heavy(tmp_path: Path) -> None:
    script = f"""
import json, runpy, sys
import airflow.plugins_manager
before = set(sys.modules)
for file in {[str(f) for f in PLUGINS]!r}:
    runpy.run_path(file)
print("\\n" + json.dumps(sorted(set({HEAVY!r}) & (set(sys.modules) - before))))
"""
    environ = {"AIRFLOW_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environ, check=True)
    assert json.loads(done.stdout.strip().rpartition("\n")[2]) == []


def test_every_application_of_a_plugin_is_the_desk_with_its_door() -> None:
    from doisoat.orchestration.desk import LazyDesk

    mounted = [app for path in PLUGINS for app in runpy.run_path(str(path))["DeskPlugin"].fastapi_apps]
    assert [type(each["app"]) for each in mounted] == [LazyDesk]
