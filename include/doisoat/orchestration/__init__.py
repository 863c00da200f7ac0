"""The only package that imports Airflow: assets, defaults, how a task calls a step, and mail."""
