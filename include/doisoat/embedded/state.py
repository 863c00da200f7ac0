"""One installation: a state folder with its ports and secrets, chosen at the first start and kept in stack.json."""

import base64
import fcntl
import json
import os
import secrets
import socket
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from doisoat import paths
from doisoat.embedded.postgres import HOST, free_port
from doisoat.errors import DoisoatError, SettingsError

PORTS = ("postgres", "ui", "smtp", "control")
UI_PORT = 8080
USUAL_FOLDER = paths.HOME / ".local"
FOLDERS = ("airflow", "lake", "landing", "logs", "outbox", "outgoing", "scratch")
# Who may log in to the web UI, in which role of Airflow: one starts a pay run, another approves it.
USERS = {"admin": "admin", "officer": "user", "approver": "user", "viewer": "viewer"}


def _token() -> str:
    return secrets.token_urlsafe(24)


def _fernet_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


@dataclass(frozen=True)
class Secrets:
    """Random per installation; never in a log or on a command line."""

    postgres_admin: str = field(default_factory=_token)
    postgres_airflow: str = field(default_factory=_token)
    postgres_warehouse: str = field(default_factory=_token)
    postgres_desk: str = field(default_factory=_token)
    control: str = field(default_factory=_token)
    ui_admin: str = field(default_factory=_token)
    ui_officer: str = field(default_factory=_token)
    ui_approver: str = field(default_factory=_token)
    ui_viewer: str = field(default_factory=_token)
    api_secret_key: str = field(default_factory=_token)
    jwt_secret: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    fernet_key: str = field(default_factory=_fernet_key)


@dataclass(frozen=True)
class Installation:
    """What is kept. `identifier` marks its processes; `migrated` names what its databases were made for."""

    folder: Path
    identifier: str
    ports: dict[str, int]
    secrets: Secrets
    migrated: str = ""

    @property
    def log_folder(self) -> Path:
        return self.folder / "logs"

    @property
    def ui_url(self) -> str:
        return f"http://{HOST}:{self.ports['ui']}"

    @property
    def password_file(self) -> Path:
        """User and password of the web UI, as Airflow's simple auth manager reads them."""
        return self.folder / "ui-password.json"

    def database_url(self, name: str) -> str:
        """The URL that psql takes, of database `airflow` or `warehouse`, for its owner."""
        password = {"airflow": self.secrets.postgres_airflow, "warehouse": self.secrets.postgres_warehouse}[name]
        return f"postgresql://{name}:{password}@{HOST}:{self.ports['postgres']}/{name}"

    @property
    def desk_url(self) -> str:
        """The warehouse as the desk's own login."""
        return f"postgresql://desk:{self.secrets.postgres_desk}@{HOST}:{self.ports['postgres']}/warehouse"

    def sqlalchemy_url(self, name: str) -> str:
        return self.database_url(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def save(self) -> None:
        content = {
            "identifier": self.identifier,
            "ports": self.ports,
            "secrets": asdict(self.secrets),
            "migrated": self.migrated,
        }
        write_private(self.folder / "stack.json", json.dumps(content, indent=1))
        passwords = {user: getattr(self.secrets, f"ui_{user}") for user in USERS}
        write_private(self.password_file, json.dumps(passwords) + "\n")


def state_folder(environ: Mapping[str, str]) -> Path:
    """DOISOAT_STATE, or `.local` in the checkout; absolute, links resolved."""
    chosen = environ.get("DOISOAT_STATE")
    return Path(chosen).expanduser().resolve() if chosen else USUAL_FOLDER


def load(folder: Path) -> Installation | None:
    """The installation in a folder, None where there is none yet."""
    try:
        content = json.loads((folder / "stack.json").read_text())
        return Installation(
            folder, content["identifier"], content["ports"], Secrets(**content["secrets"]), content["migrated"]
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = type(error).__name__
        raise SettingsError(
            f"{folder}/stack.json cannot be read ({problem}): set DOISOAT_STATE to a new folder"
        ) from None


def load_or_create(folder: Path) -> Installation:
    """The installation in a folder, made where there is none."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in FOLDERS:
            (folder / name).mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise SettingsError(
            f"{folder} cannot be written ({error.strerror}): set DOISOAT_STATE to another folder"
        ) from None
    installation = load(folder)
    if installation is None:
        installation = Installation(folder, secrets.token_hex(8), choose_ports(_preferred(folder)), Secrets())
    installation.save()  # an older one gets the secrets that it lacks
    return installation


def _preferred(folder: Path) -> dict[str, int]:
    """8080 for the web UI of the usual folder. Other installations start beside it, often at once: two that saw 8080
    free would both take it, and talk to one another's server."""
    return {"ui": UI_PORT} if folder == USUAL_FOLDER else {}


def with_free_ports(installation: Installation) -> Installation:
    """The same installation, with ports that others have taken meanwhile chosen anew. Only for one that is down."""
    ports = choose_ports(installation.ports)
    if ports == installation.ports:
        return installation
    moved = replace(installation, ports=ports)
    moved.save()
    return moved


def choose_ports(wanted: Mapping[str, int]) -> dict[str, int]:
    """A free port per server: the wanted one if it is free."""
    taken: set[int] = set()
    ports = {}
    for name in PORTS:
        port = wanted.get(name, 0)
        while port == 0 or port in taken or not is_free(port):
            port = free_port()
        taken.add(port)
        ports[name] = port
    return ports


def is_free(port: int) -> bool:
    """Whether a server could listen on the port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


@contextmanager
def exclusive(folder: Path) -> Generator[None]:
    """One command at a time changes what runs; the other is told, not queued."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DoisoatError(f"another command is starting or stopping {folder}: wait until it has ended") from None
        yield


def write_private(path: Path, text: str) -> None:
    """Replace a file that only its owner may read."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    fresh.write_text(text)
    fresh.replace(path)
