"""The processes of an installation and the supervisor that starts, watches and stops them."""

import http.client
import subprocess
import sys
import time
import xmlrpc.client
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doisoat.embedded.environment import process_environment
from doisoat.embedded.leftovers import STOP_SECONDS, remember_session
from doisoat.embedded.postgres import HOST
from doisoat.embedded.state import Installation, write_private
from doisoat.errors import DoisoatError

AIRFLOW = ("api-server", "scheduler", "dag-processor", "triggerer")
PROGRAMS = ("postgres", "smtp", *AIRFLOW)


@dataclass(frozen=True)
class Supervisor:
    """Talks to the supervisor of one installation, over HTTP on 127.0.0.1 with the installation's own password."""

    installation: Installation

    def is_up(self) -> bool:
        """Whether this installation's supervisor answers; whoever else listens on its port is not it."""
        try:
            return bool(self._call("supervisor.getIdentification") == self.installation.identifier)
        except (OSError, http.client.HTTPException, xmlrpc.client.Error):
            return False

    def boot(self) -> None:
        """Start the supervisor itself; it starts no program yet."""
        folder = self.installation.folder
        write_private(folder / "supervisord.conf", configuration(self.installation))
        with (self.installation.log_folder / "supervisord.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", "supervisord.conf"],
                cwd=folder,
                env=process_environment(self.installation),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        remember_session(folder, process.pid)
        wait_for(self.is_up, 20, f"the supervisor did not start: see {self.installation.log_folder}/supervisord.log")

    def start(self, program: str) -> None:
        """Start a program unless it runs."""
        if self.state(program) not in {"RUNNING", "STARTING"}:
            try:
                self._call("supervisor.startProcess", program, False)  # noqa: FBT003 (wait: positional in XML-RPC)
            except xmlrpc.client.Fault as fault:
                raise DoisoatError(f"{program} could not be started: {fault.faultString}") from None

    def state(self, program: str) -> str:
        """RUNNING, STARTING, BACKOFF, STOPPED, EXITED, FATAL, …"""
        info: Any = self._call("supervisor.getProcessInfo", program)
        return str(info["statename"])

    def log(self, program: str) -> Path:
        return self.installation.log_folder / f"{program}.log"

    def shut_down(self) -> None:
        """Stop every program, the databases' server last, then the supervisor."""
        self._call("supervisor.stopAllProcesses")
        self._call("supervisor.shutdown")

    def _call(self, method: str, *args: object) -> object:
        url = f"http://doisoat:{self.installation.secrets.control}@{HOST}:{self.installation.ports['control']}/RPC2"
        with xmlrpc.client.ServerProxy(url) as proxy:
            return getattr(proxy, method)(*args)


def configuration(installation: Installation) -> str:
    """supervisord.conf; paths are relative to the state folder, so none needs escaping."""
    control = f"port={HOST}:{installation.ports['control']}\nusername=doisoat\npassword={installation.secrets.control}"
    head = f"[supervisord]\nidentifier={installation.identifier}\nlogfile=/dev/null\nlogfile_maxbytes=0\n"
    rpc = "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface"
    programs = "\n".join(_program(name, priority) for priority, name in enumerate(PROGRAMS, start=1))
    pid = "pidfile=supervisord.pid\n"
    return f"{head}{pid}\n[inet_http_server]\n{control}\n\n[rpcinterface:supervisor]\n{rpc}\n\n{programs}"


def _program(name: str, priority: int) -> str:
    python = sys.executable.replace("%", "%%")
    lines = [
        f"[program:{name}]",
        f'command="{python}" -m doisoat.embedded run {name}',
        f"priority={priority}",
        "autostart=false",
        "autorestart=true",
        "startsecs=1",
        f"stdout_logfile=logs/{name}.log",
        "stdout_logfile_maxbytes=20MB",
        "stdout_logfile_backups=2",
        "redirect_stderr=true",
        f"stopwaitsecs={STOP_SECONDS}",
    ]
    # A fast shutdown asks PostgreSQL's first process only; Airflow's have children that must go with them.
    lines += ["stopsignal=INT"] if name == "postgres" else ["stopasgroup=true", "killasgroup=true"]
    return "\n".join(lines) + "\n"


def wait_for(condition: Any, seconds: float, failure: str) -> None:
    """Return when `condition()` holds; DoisoatError(failure) after `seconds`."""
    limit = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > limit:
            raise DoisoatError(failure)
        time.sleep(0.1)
