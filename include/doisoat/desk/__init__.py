"""The desk: web pages inside Airflow's UI where people review doubtful matches, look entries up and watch the nights.

Airflow itself is known only to `orchestration.desk`, which says who is asking; PostgreSQL says what they may see.
"""
