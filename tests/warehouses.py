"""Warehouses for tests, on one server: each empty, or a copy of one that is migrated, a tenth of the work."""

import secrets
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from doisoat.embedded.postgres import ADMIN, Cluster, ensure_database, temporary_cluster
from doisoat.publish.migrate import ROLES, migrate

OWNER = "warehouse"
MIGRATED = "migrated"
LOGINS = "select rolname from pg_roles where rolname <> all(%s) and rolname !~ '^pg_'"


@dataclass(frozen=True)
class WarehouseServer:
    """Its database `warehouse` belongs to a login that is no superuser, and is made anew for whoever asks."""

    cluster: Cluster
    password: str

    @property
    def url(self) -> str:
        """The warehouse's SQLAlchemy URL for its owner."""
        return self._url(OWNER)

    def empty(self) -> str:
        """An empty warehouse in place of the former, whose logins are gone, too: nothing is migrated yet. Its roles are
        there, as on a server with two warehouses."""
        return self._renew("template1")

    def migrated(self) -> str:
        """One at the newest migration."""
        return self._renew(MIGRATED)

    def prepare(self) -> None:
        """Make what the migrated ones are copies of."""
        ensure_database(self.cluster.url(), name=OWNER, password=self.password)
        with self._administrator() as connection:
            connection.execute(f"create database {MIGRATED} owner {OWNER}")
        migrate(self._url(MIGRATED))

    def _renew(self, template: str) -> str:
        with self._administrator() as connection:
            connection.execute(f"drop database if exists {OWNER} with (force)")
            for (login,) in connection.execute(LOGINS, [[ADMIN, OWNER, *ROLES]]).fetchall():
                connection.execute(sql.SQL("drop role {}").format(sql.Identifier(login)))
            connection.execute(f"create database {OWNER} owner {OWNER} template {template}")
            connection.execute(f"revoke all on database {OWNER} from public")
            if template == MIGRATED:  # the rights on a database are no part of its copy
                connection.execute(f"grant connect on database {OWNER} to {', '.join(ROLES)}")
                connection.execute(f"grant temporary on database {OWNER} to doisoat_pipeline")
        return self.url

    def _administrator(self) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.cluster.url(), autocommit=True)

    def _url(self, database: str) -> str:
        url = self.cluster.url(user=OWNER, password=self.password, database=database)
        return url.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def warehouses() -> Generator[WarehouseServer]:
    """A server of its own, until the end."""
    with temporary_cluster() as cluster:
        server = WarehouseServer(cluster, secrets.token_urlsafe(16))
        server.prepare()
        yield server
