"""A landing zone and a lake in a folder, and the intake of one feed from the one into the other."""

import datetime as dt
from pathlib import Path

from doisoat.intake.receive import receive
from doisoat.intake.standardise import standardise
from doisoat.records.core import FILE_ACCOUNTING, QUARANTINE, TABLES
from doisoat.storage.folder import FolderStore
from doisoat.storage.lake import Lake
from factory import DATE


class Night:
    def __init__(self, folder: Path) -> None:
        self.landing = folder / "landing"
        self.landing.mkdir()
        self.lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))

    def run(self, feed: str, date: dt.date = DATE):
        self.counts = receive(feed, date, landing=FolderStore(self.landing), lake=self.lake)
        standardise(feed, date, lake=self.lake)
        self.accounting = self.lake.read(FILE_ACCOUNTING, date, feed).to_pylist()
        self.quarantine = self.lake.read(QUARANTINE, date, feed).to_pylist()
        return self.lake.read(TABLES[feed], date).to_pylist()
