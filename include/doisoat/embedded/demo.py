"""A sample city, three nights, wards that report back before the last, and what to look at afterwards."""

import datetime as dt
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from email import message_from_bytes
from pathlib import Path

from doisoat.embedded import stack, state
from doisoat.embedded.nightly import Night, nightly
from doisoat.embedded.postgres import binary
from doisoat.embedded.progress import say
from doisoat.embedded.state import Installation
from doisoat.errors import DoisoatError
from doisoat.report.places import bank_names, known_areas
from doisoat.report.recipients import load_recipients

PERSONS = 20_000
SEED = 2024
FIRST_NIGHT = dt.date(2024, 1, 10)
NIGHTS = 3
REPORTING = "00[1-5]"


def demo(folder: Path) -> None:
    """Generate, run the nights, print what can be opened. The sample is kept; a second demo runs it again."""
    landing = folder / "demo" / "landing"
    state.load_or_create(folder)
    with ThreadPoolExecutor() as pool:
        sample = pool.submit(generate, landing, log=folder / "logs" / "generate.log")
        installation = stack.up(folder)
        sample.result()
    for number in range(NIGHTS):
        date = FIRST_NIGHT + dt.timedelta(days=number)
        if number == NIGHTS - 1:
            report_back(folder / "lake" / "worklist", landing, date)
        nightly(folder, Night(str(landing), date))
    print("\n".join(what_to_open(installation, landing)))  # noqa: T201


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


def report_back(lists: Path, landing: Path, date: dt.date) -> None:
    """Some wards fill in their lists of the night before and deliver them, once."""
    import numpy as np

    from doisoat.synthetic.wards import report_back as fill_in

    if (landing / "fieldwork" / str(date)).exists():
        return
    former, rng = date - dt.timedelta(days=1), np.random.default_rng(SEED)
    told = fill_in(lists, landing, listed_on=former, date=date, rng=rng, districts=REPORTING)
    say(f"wards of districts {REPORTING} reported back {len(told)} results")


def what_to_open(installation: Installation, landing: Path) -> list[str]:
    """Where a person finds the web UI, the tables, the mails, the wards' lists and the answers to them."""
    outbox = installation.folder / "outbox"
    mails = sorted(outbox.glob("*.eml"))
    lists = installation.folder / "lake" / "worklist" / str(FIRST_NIGHT + dt.timedelta(days=NIGHTS - 1))
    return [
        "",
        "Open",
        f"  web UI   {installation.ui_url}  user admin, password in {installation.password_file}",
        f"  tables   {binary('psql')} '{installation.database_url('warehouse')}'",
        "           then: select match_status, pay_channel, count(*) from reconciled.beneficiary group by 1, 2;",
        f"  report   {_heads_report(mails) or 'no mail yet'}",
        f"  outbox   {outbox} ({len(mails)} mails)",
        f"  lists    {lists} (a workbook per ward)",
        f"  answers  {landing / '_receipts' / 'fieldwork'} (what became of each line that wards sent back)",
    ]


def _heads_report(mails: list[Path]) -> Path | None:
    """The newest mail to whom reports are sent first: the head of the department."""
    head = load_recipients(areas=known_areas(), banks=set(bank_names()))[0].address
    return next((mail for mail in reversed(mails) if message_from_bytes(mail.read_bytes())["To"] == head), None)
