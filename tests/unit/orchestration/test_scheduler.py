import sys
from importlib import import_module

import pytest

from doisoat.orchestration import scheduler


def test_what_tasks_import_is_there_before_the_scheduler_forks_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    monkeypatch.setattr(scheduler, "import_module", happened.append)
    monkeypatch.setattr("airflow.__main__.main", lambda: happened.append(" ".join(sys.argv)))
    monkeypatch.setattr(sys, "argv", ["scheduler.py", "--skip-serve-logs"])
    scheduler.main()
    assert happened == [*scheduler.FOR_TASKS, "airflow scheduler --skip-serve-logs"]


@pytest.mark.parametrize("name", scheduler.FOR_TASKS)
def test_what_is_imported_beforehand_is_there(name: str) -> None:
    assert import_module(name)
