"""Who runs PostgreSQL: it refuses root, so a root start drops to an unprivileged user that exists already.

No permission of an existing folder is loosened. Where a folder on the way cannot be entered by that user, the dropped
process alone keeps the capability to read and search past permissions.
"""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from doisoat.errors import SettingsError

CAPABILITY = [
    "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
    # access(2), by which PostgreSQL's programs look for each other, else leaves a user's capabilities out.
    "--securebits=+no_setuid_fixup",
]


@dataclass(frozen=True)
class ServerUser:
    """The user of the server processes; `prefix` starts a command as that user, and is empty for oneself."""

    uid: int
    gid: int
    prefix: tuple[str, ...] = ()

    def command(self, *args: str | Path) -> list[str]:
        return [*self.prefix, *map(str, args)]

    def own(self, path: Path) -> None:
        """Give a folder or file of ours to the user; a no-op when the user is oneself."""
        if self.prefix:
            os.chown(path, self.uid, self.gid)


def server_user(folder: Path, program: Path) -> ServerUser:
    """A user that can work in `folder` and start `program`; as root the folder is handed over to that user.

    SettingsError says what to do when there is none.
    """
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid())
    entry = unprivileged_account(os.environ)
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise SettingsError(
            "PostgreSQL does not run as root and setpriv is missing: install util-linux, or be another user"
        )
    drop = (setpriv, f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups", "--no-new-privs")
    for prefix in (drop, (*drop, *CAPABILITY)):
        user = ServerUser(entry.pw_uid, entry.pw_gid, prefix)
        user.own(folder)
        if _can_start(user, folder, program):
            return user
    raise SettingsError(f"user {entry.pw_name}, who runs PostgreSQL for root, {_obstacle(folder, program)}")


def _obstacle(folder: Path, program: Path) -> str:
    """No capability lets a user execute what only root may: as after an installation under umask 077."""
    if not program.stat().st_mode & stat.S_IXOTH:
        installed = program.parent.parent
        return f"may not execute {program}: as root run chmod -R o+rX {installed}, or install with umask 022"
    return f"cannot enter {folder}: set DOISOAT_STATE to a folder that other users can enter"


def unprivileged_account(environ: Mapping[str, str]) -> pwd.struct_passwd:
    """Who called sudo, else `postgres`, else `nobody`."""
    uid = environ.get("SUDO_UID", "")
    if uid.isdigit() and uid != "0":
        return pwd.getpwuid(int(uid))
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise SettingsError("PostgreSQL does not run as root, and there is no user postgres or nobody: be another user")


def _can_start(user: ServerUser, folder: Path, program: Path) -> bool:
    script = 'cd "$1" && : > .entered && rm .entered && exec "$2" --version'
    probe = user.command("/bin/sh", "-c", script, "sh", folder, program)
    return subprocess.run(probe, capture_output=True, check=False, cwd="/").returncode == 0
