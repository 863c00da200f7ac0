"""What the DAGs hand to each other. Each event carries the business date as its partition key."""

from airflow.sdk import Asset

CORE_POPULATION = Asset("core/population")
CORE_BENEFICIARIES = Asset("core/beneficiaries")
CORE_ACCOUNTS = Asset("core/accounts")
CORE_FIELDWORK = Asset("core/fieldwork")
CORE_PAYMENTS = Asset("core/payments")
PUBLISHED = Asset("reconciled")
