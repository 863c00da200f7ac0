"""The real PostgreSQL for tests: one server a session, an empty database a test."""

from collections.abc import Generator

import psycopg
import pytest
from psycopg import sql

from doisoat.embedded.postgres import temporary_server

_OUR_SCHEMAS = "select nspname from pg_namespace where nspowner = current_user::regrole"


@pytest.fixture(scope="session")
def warehouse_server() -> Generator[str]:
    """SQLAlchemy URL of a database owned by a login that is no superuser."""
    with temporary_server() as url:
        yield url


@pytest.fixture
def warehouse_url(warehouse_server: str) -> str:
    """The same, emptied: nothing is migrated yet. The roles stay, as they do on a server with two warehouses."""
    conninfo = warehouse_server.replace("postgresql+psycopg://", "postgresql://", 1)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        for (name,) in connection.execute(_OUR_SCHEMAS).fetchall():
            connection.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(name)))
    return warehouse_server
