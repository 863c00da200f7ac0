"""Processes that outlived their supervisor: found by the mark in their environment, or by the supervisor's session."""

import os
import signal
from pathlib import Path

import psutil

from doisoat.embedded.environment import MARK
from doisoat.embedded.state import Installation, write_private

STOP_SECONDS = 30


def remember_session(folder: Path, supervisor: int) -> None:
    """Keep which session the supervisor leads; its start time tells it from a later process with the same number."""
    write_private(folder / "session", f"{supervisor} {psutil.Process(supervisor).create_time()}")


def leftovers(installation: Installation) -> list[psutil.Process]:
    """Processes of this installation that run now, the supervisor included."""
    session = _session(installation.folder)
    others = (process for process in psutil.process_iter() if process.pid != os.getpid())
    return [process for process in others if _belongs(process, installation.identifier, session)]


def sweep(installation: Installation) -> None:
    """End what is left of an installation whose supervisor is gone: asked first, then killed."""
    left = leftovers(installation)
    for process in left:
        # SIGINT is PostgreSQL's fast shutdown; with SIGTERM it would wait for its clients.
        _send(process, signal.SIGINT if _name(process) == "postgres" else signal.SIGTERM)
    _, alive = psutil.wait_procs(left, timeout=STOP_SECONDS)
    for process in alive:
        _send(process, signal.SIGKILL)
    psutil.wait_procs(alive, timeout=5)


def _session(folder: Path) -> int | None:
    """The session of the last start; None if it was before the machine's, or if its number has a new owner."""
    try:
        number, started = (folder / "session").read_text().split()
    except (FileNotFoundError, ValueError):
        return None
    pid = int(number)
    if float(started) < psutil.boot_time():
        return None
    if psutil.pid_exists(pid) and abs(psutil.Process(pid).create_time() - float(started)) > 1:
        return None
    return pid


def _belongs(process: psutil.Process, identifier: str, session: int | None) -> bool:
    # Airflow's processes overwrite their environment with their title, and lose the mark: hence the session.
    try:
        return process.environ().get(MARK) == identifier or os.getsid(process.pid) == session
    except (psutil.Error, OSError):
        return False


def _name(process: psutil.Process) -> str:
    try:
        return str(process.name())
    except psutil.Error:
        return ""


def _send(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return
