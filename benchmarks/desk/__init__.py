"""The desk under ten users: Airflow's own API server, PostgreSQL, 500,000 entries and a queue of 200,000 cases."""
