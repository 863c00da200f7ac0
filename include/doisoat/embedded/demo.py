"""A sample city, three nights, and what to look at afterwards."""

import datetime as dt
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from doisoat.embedded import stack, state
from doisoat.embedded.nightly import Night, nightly
from doisoat.embedded.postgres import binary
from doisoat.embedded.progress import say
from doisoat.embedded.state import Installation
from doisoat.errors import DoisoatError

PERSONS = 20_000
SEED = 2024
FIRST_NIGHT = dt.date(2024, 1, 10)
NIGHTS = 3


def demo(folder: Path) -> None:
    """Generate, run the nights, print what can be opened. The sample is kept; a second demo runs it again."""
    landing = folder / "demo" / "landing"
    state.load_or_create(folder)
    with ThreadPoolExecutor() as pool:
        sample = pool.submit(generate, landing, log=folder / "logs" / "generate.log")
        installation = stack.up(folder)
        sample.result()
    for number in range(NIGHTS):
        nightly(folder, Night(str(landing), FIRST_NIGHT + dt.timedelta(days=number)))
    print("\n".join(what_to_open(installation)))  # noqa: T201


def generate(landing: Path, *, log: Path) -> None:
    """The sample landing zone, unless it is there; a half-made one is made again."""
    if landing.exists():
        return
    fresh = landing.with_name("making")
    shutil.rmtree(fresh, ignore_errors=True)
    command = [sys.executable, "-m", "doisoat.synthetic", f"--out={fresh}", f"--persons={PERSONS}"]
    command += [f"--date={FIRST_NIGHT}", f"--seed={SEED}", f"--nights={NIGHTS}"]
    with log.open("ab") as output:
        done = subprocess.run(command, stdout=output, stderr=output, check=False)
    if done.returncode != 0:
        raise DoisoatError(f"the sample city could not be made: see {log}")
    fresh.rename(landing)
    say(f"sample city of {PERSONS:,} persons: {landing}")


def what_to_open(installation: Installation) -> list[str]:
    """Where a person finds the web UI, the tables and the mails."""
    outbox = installation.folder / "outbox"
    mails = sorted(outbox.glob("*.eml"))
    return [
        "",
        "Open",
        f"  web UI   {installation.ui_url}  user admin, password in {installation.password_file}",
        f"  tables   {binary('psql')} '{installation.database_url('warehouse')}'",
        "           then: select match_status, pay_channel, count(*) from reconciled.beneficiary group by 1, 2;",
        f"  report   {mails[-1] if mails else 'no mail yet'}",
        f"  outbox   {outbox} ({len(mails)} mails)",
    ]
