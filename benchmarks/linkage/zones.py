"""Zones with known truth: made once in a folder, found again there, and made harder than a night is where asked."""

import csv
import datetime as dt
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat import steps
from doisoat.linkage.extract import Extract, open_extract
from doisoat.records import core
from doisoat.records.table import Table
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.synthetic.zone import Order, generate

DATE = dt.date(2024, 1, 12)
FEEDS = (core.BENEFICIARIES, core.ACCOUNTS)
KEYS = {core.BENEFICIARIES: ("beneficiary_code",), core.ACCOUNTS: ("bank_bin", "account_number")}


@dataclass(frozen=True)
class Hardness:
    """What is taken from a zone: the identifier of a share of the records, a share of the persons of the register,
    while their namesakes and relatives stay."""

    hide: float = 0.0
    gone: float = 0.0
    seed: int = 0


@dataclass(frozen=True)
class Feed:
    """Records of a feed as core holds them, and of each its true person; empty where the register has nobody."""

    table: Table
    records: pa.Table
    persons: list[str]


def zone(folder: Path, *, persons: int, seed: int, noise: int) -> Settings:
    """The zone of this size, seed and noise in `folder`, made and taken in as far as core if it is not there."""
    place = folder / f"zone-{persons}-{seed}-{noise}"
    settings = Settings(str(place / "landing"), str(place / "lake"), "", str(place / "scratch"))
    if not (place / "landing" / "truth" / "summary.json").exists():
        order = Order(place / "landing", persons, DATE, seed=seed, noise=noise, nights=1, form="parquet")
        generate(order, lambda _: None)
    if not (place / "ready").exists():
        for feed in steps.FEEDS:
            steps.receive(feed, DATE, settings)
            steps.standardise(feed, DATE, settings)
        (place / "ready").touch()
    return settings


@contextmanager
def hardened(settings: Settings, hardness: Hardness = Hardness()) -> Generator[tuple[Extract, list[Feed]]]:  # noqa: B008
    """The register and the two feeds, without what `hardness` takes from them."""
    lake, lot = Lake.open(settings.lake, settings.scratch), np.random.default_rng(hardness.seed)
    with open_extract(lake, DATE) as extract, tempfile.TemporaryDirectory(dir=settings.scratch) as folder:
        lost = set[str]()
        if hardness.gone:
            left = Path(folder) / "population.parquet"
            lost = _without(Path(extract.people), left, lot, hardness.gone)
            extract = replace(extract, people=left)
        yield extract, [_feed(lake, settings, table, lost, lot, hardness.hide) for table in FEEDS]


def _without(whole: Path, population: Path, lot: np.random.Generator, gone: float) -> set[str]:
    """Write the register without a share of its persons; their numbers."""
    register = pq.read_table(whole)
    left_out = pa.array(lot.random(len(register)) < gone)
    pq.write_table(register.filter(pc.invert(left_out)), population)
    return set(register["personal_id"].filter(left_out).to_pylist())


def _feed(lake: Lake, settings: Settings, table: Table, lost: set[str], lot: np.random.Generator, hide: float) -> Feed:
    records = lake.read(table, DATE)
    hidden = pc.if_else(pa.array(lot.random(len(records)) < hide), None, records["id_number"])
    masked = records.set_column(records.column_names.index("id_number"), "id_number", hidden)
    rows = truth(settings, table, records)
    return Feed(table, masked, ["" if row["personal_id"] in lost else row["personal_id"] for row in rows])


def truth(settings: Settings, table: Table, records: pa.Table) -> list[dict[str, str]]:
    """The row of the zone's truth for each of `records`."""
    key = KEYS[table]
    with (Path(settings.landing) / "truth" / f"{table.name}.csv").open(encoding="utf-8") as file:
        rows = {tuple(row[k] for k in key): row for row in csv.DictReader(file)}
    return [rows[tuple(row[k] for k in key)] for row in records.select(list(key)).to_pylist()]
