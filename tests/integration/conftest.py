"""The real PostgreSQL for tests: one server a session, an empty database a test."""

from collections.abc import Generator

import pytest

from doisoat.embedded.postgres import temporary_server
from published import empty


@pytest.fixture(scope="session")
def warehouse_server() -> Generator[str]:
    """SQLAlchemy URL of a database owned by a login that is no superuser."""
    with temporary_server() as url:
        yield url


@pytest.fixture
def warehouse_url(warehouse_server: str) -> str:
    """The same, emptied: nothing is migrated yet."""
    empty(warehouse_server)
    return warehouse_server
