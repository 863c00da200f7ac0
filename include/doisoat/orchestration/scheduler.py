"""The scheduler of an installation that runs its tasks itself, with what they import imported beforehand.

Each task is a process forked from the scheduler's. One that has to import the libraries first takes half a second more,
and one that judges data, of which a night has six, four seconds.
"""

import sys
from importlib import import_module

FOR_TASKS = ("doisoat.steps", "great_expectations", "duckdb", "pandas", "pyarrow.parquet")


def main() -> None:
    """Become `airflow scheduler` with the arguments of the command line; returns when it ends."""
    from airflow.__main__ import main as airflow

    for name in FOR_TASKS:
        import_module(name)
    sys.argv = ["airflow", "scheduler", *sys.argv[1:]]
    airflow()


if __name__ == "__main__":
    main()
