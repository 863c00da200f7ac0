"""How well and how fast records are linked, on synthetic zones with known truth.

    python benchmarks/linkage.py --persons 60000 --seeds 11 12 13 --noise 0 1 2

Makes each zone, takes it in, links rolls and account holders, and prints one line per zone and feed:

    recall     right links accepted, of the records whose person is in the register
    false      accepted links to another person, or of somebody who is not in the register
    expected   how many of the accepted links the published probabilities expect to be false
    review     share of records left to a person; `among` is how often the right person stands among the candidates

`--hide` and `--gone` make zones harder than a night is: the identifier is hidden from a share of the records, and a
share of the persons taken out of the register, while their namesakes and relatives stay.
"""

import argparse
import csv
import datetime as dt
import json
import resource
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from doisoat import paths, steps
from doisoat.linkage.link import link_accounts, link_beneficiaries
from doisoat.linkage.model import Model
from doisoat.records import core
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.synthetic.zone import Order, generate

DATE = dt.date(2024, 1, 12)
MODEL = paths.CONFIG / "linkage" / "person-v1.yaml"
COLUMNS = ("zone", "feed", "rows", "by id", "by prob", "false", "expected", "precision", "recall", "review", "among")


def main() -> None:
    arguments = _parser().parse_args()
    model = Model.load(arguments.model)
    print(" ".join(f"{name:>9}" for name in (*COLUMNS, "seconds")), flush=True)
    for noise in arguments.noise:
        for seed in arguments.seeds:
            with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
                zone = make_zone(Path(folder), persons=arguments.persons, seed=seed, noise=noise)
                for line in measure(zone, model, hide=arguments.hide, gone=arguments.gone, seed=seed):
                    print(" ".join(f"{cell:>9}" for cell in (f"{seed}/{noise}", *line)), flush=True)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB", flush=True)


def make_zone(folder: Path, *, persons: int, seed: int, noise: int) -> Settings:
    """A zone of its own in `folder`, taken in as far as core."""
    settings = Settings(str(folder / "landing"), str(folder / "lake"), "", str(folder / "scratch"))
    order = Order(folder / "landing", persons, DATE, seed=seed, noise=noise, nights=1, form="parquet")
    generate(order, lambda _: None)
    for feed in steps.FEEDS:
        steps.receive(feed, DATE, settings)
        steps.standardise(feed, DATE, settings)
    return settings


def measure(zone: Settings, model: Model, *, hide: float = 0.0, gone: float = 0.0, seed: int = 0) -> list[list[str]]:
    """One line per feed, cells as text."""
    lines = []
    with hardened(zone, hide=hide, gone=gone, seed=seed) as (population, feeds):
        for (table, records, persons), link in zip(feeds, (link_beneficiaries, link_accounts), strict=True):
            started = time.monotonic()
            links = link(population, records, model, progress=lambda _: None)
            seconds = time.monotonic() - started
            lines.append([table.name[:8], str(len(records)), *summarise(links, persons), f"{seconds:.1f}"])
    return lines


@contextmanager
def hardened(
    zone: Settings, *, hide: float, gone: float, seed: int
) -> Generator[tuple[Path, list[tuple[core.Table, pa.Table, list[str]]]]]:
    """The register, and per feed its table, records and true persons; a share of the records without identifier,
    the register without a share of its persons."""
    lake, lot = Lake.open(zone.lake, zone.scratch), np.random.default_rng(seed)
    register = lake.read(core.POPULATION, DATE)
    left_out = pa.array(lot.random(len(register)) < gone)
    lost = set(register["personal_id"].filter(left_out).to_pylist())
    feeds = []
    for table in (core.BENEFICIARIES, core.ACCOUNTS):
        records = lake.read(table, DATE)
        hidden = pc.if_else(pa.array(lot.random(len(records)) < hide), None, records["id_number"])
        masked = records.set_column(records.column_names.index("id_number"), "id_number", hidden)
        feeds.append((table, masked, ["" if p in lost else p for p in truth(zone, table, records)]))
    with tempfile.TemporaryDirectory(dir=zone.scratch) as folder:
        population = Path(folder) / "population.parquet"
        pq.write_table(register.filter(pc.invert(left_out)), population)
        del register
        yield population, feeds


def truth(zone: Settings, table: core.Table, records: pa.Table) -> list[str]:
    """The true person of each record, empty where the register does not hold them."""
    key = ("beneficiary_code",) if table is core.BENEFICIARIES else ("bank_bin", "account_number")
    with (Path(zone.landing) / "truth" / f"{table.name}.csv").open(encoding="utf-8") as file:
        persons = {tuple(row[k] for k in key): row["personal_id"] for row in csv.DictReader(file)}
    return [persons[tuple(row[k] for k in key)] for row in records.select(list(key)).to_pylist()]


def summarise(links: pa.Table, persons: list[str]) -> list[str]:
    """Cells from `by id` to `among`."""
    status = np.array(links["match_status"].to_pylist())
    method = np.array(links["match_method"].to_pylist())
    right = np.array([a == b for a, b in zip(links["personal_id"].to_pylist(), persons, strict=True)])
    matched, review = status == "matched", status == "review"
    probability = np.array([p or 0.0 for p in links["match_probability"].to_pylist()])
    findable = sum(bool(person) for person in persons)
    evidence = links["match_evidence"].to_pylist()
    among = [
        persons[k] in {c["personal_id"] for c in json.loads(evidence[k])["candidates"]} for k in np.flatnonzero(review)
    ]
    return [
        str((matched & (method == "exact_id")).sum()),
        str((matched & (method == "probabilistic")).sum()),
        str((matched & ~right).sum()),
        f"{(1 - probability[matched]).sum():.1f}",
        f"{right[matched].mean():.5f}",
        f"{right[matched].sum() / findable:.4f}",
        f"{review.mean():.4f}",
        f"{np.mean(among) if among else 1:.2f}",
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=60_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    parser.add_argument("--noise", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--hide", type=float, default=0.0, help="share of records whose identifier is hidden")
    parser.add_argument("--gone", type=float, default=0.0, help="share of persons taken out of the register")
    parser.add_argument("--model", type=Path, default=MODEL)
    parser.add_argument(
        "--scratch", type=Path, default=None, help="where zones are made; a temporary folder if not said"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
