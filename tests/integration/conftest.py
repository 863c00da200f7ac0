"""The real PostgreSQL for tests: one server a session; a warehouse a test, or a module that asks the server for one."""

from collections.abc import Generator

import pytest

from warehouses import WarehouseServer, warehouses


@pytest.fixture(scope="session")
def warehouse_server() -> Generator[WarehouseServer]:
    with warehouses() as server:
        yield server


@pytest.fixture
def warehouse_url(warehouse_server: WarehouseServer) -> str:
    """An empty warehouse: nothing is migrated yet."""
    return warehouse_server.empty()


@pytest.fixture
def url(warehouse_server: WarehouseServer) -> str:
    """A warehouse at the newest migration, without a row."""
    return warehouse_server.migrated()
