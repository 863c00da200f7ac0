"""The real PostgreSQL for tests: one server a session, an empty database a test."""

from collections.abc import Generator

import psycopg
import pytest

from doisoat.embedded.postgres import temporary_server


@pytest.fixture(scope="session")
def warehouse_server() -> Generator[str]:
    """SQLAlchemy URL of a database owned by a login that is no superuser."""
    with temporary_server() as url:
        yield url


@pytest.fixture
def warehouse_url(warehouse_server: str) -> str:
    """The same, emptied: nothing is migrated yet."""
    conninfo = warehouse_server.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("drop schema if exists reconciled, staging, review, audit cascade")
    return warehouse_server
