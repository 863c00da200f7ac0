"""How fast intake reads, against libraries that read the same bytes, in one run: ratios, not seconds, are comparable.

rolls       receive and standardise 500,000 roll rows in 30 workbooks, against python-calamine reading their cells
population  receive and standardise the population extract, against DuckDB reading and rewriting its columns
"""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from benchmarks.apart import Measured, measure
from doisoat import steps
from doisoat.settings import Settings
from doisoat.synthetic.order import Order
from doisoat.synthetic.zone import generate

DATE = dt.date(2024, 1, 12)
THREADS = 2
ROLL_PERSONS, ROLL_ENTRIES = 1_200_000, 500_000


def bench_rolls(folder: Path, *, entries: int = ROLL_ENTRIES, say: Callable[[str], None]) -> None:
    """Workbooks of a zone in `folder`, which is kept and used again."""
    persons = entries * ROLL_PERSONS // ROLL_ENTRIES
    zone = _zone(folder / f"rolls-{entries}", persons, say, entries_per_person=entries / persons)
    paths = sorted(Path(zone.landing).glob(f"beneficiaries/{DATE}/*/1/*.xlsx"))
    alone = measure(read_cells, paths)
    _tell(say, "python-calamine alone", alone, alone)
    received = measure(receive, "beneficiaries", zone)
    _tell(say, "receive", received, alone)
    standardised = measure(standardise, "beneficiaries", zone)
    _tell(say, "standardise", standardised, alone)
    say(f"{len(paths)} workbooks, {alone.result} cells, {received.result['rows']} rows")
    say(f"receive and standardise: {(received.seconds + standardised.seconds) / alone.seconds:.2f} times calamine")


def bench_population(folder: Path, *, persons: int, say: Callable[[str], None]) -> None:
    """The extract of a zone in `folder`, which is kept and used again."""
    zone = _zone(folder / f"population-{persons}", persons, say)
    (source,) = Path(zone.landing).glob(f"population/{DATE}/*/1/*.parquet")
    alone = measure(rewrite, source, folder / "rewritten.parquet")
    _tell(say, "DuckDB alone", alone, alone)
    received = measure(receive, "population", zone)
    _tell(say, "receive", received, alone)
    standardised = measure(standardise, "population", zone)
    _tell(say, "standardise", standardised, alone)
    say(f"{received.result['rows']} rows, {standardised.result['accepted']} in core")
    say(f"receive and standardise: {(received.seconds + standardised.seconds) / alone.seconds:.2f} times DuckDB")


def read_cells(workbooks: list[Path]) -> int:
    """Every cell of every first sheet as python-calamine gives it; the number of cells that hold something."""
    from python_calamine import CalamineWorkbook

    cells = 0
    for path in workbooks:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        cells += sum(cell != "" for row in rows for cell in row)  # noqa: PLC1901  # 0 is a cell too
    return cells


def rewrite(source: Path, target: Path) -> int:
    """Read all columns and write them as Parquet again, as core is compressed."""
    import duckdb

    with duckdb.connect(config={"threads": THREADS}) as connection:
        options = "(format parquet, compression zstd)"
        counted = connection.execute(f"copy (from read_parquet('{source}')) to '{target}' {options}").fetchone()
    return int(counted[0]) if counted else 0


def receive(feed: str, zone: Settings) -> dict[str, int | str]:
    return dict(steps.receive(feed, DATE, zone))


def standardise(feed: str, zone: Settings) -> dict[str, int | str]:
    return dict(steps.standardise(feed, DATE, zone))


def _zone(folder: Path, persons: int, say: Callable[[str], None], *, entries_per_person: float = 0.06) -> Settings:
    landing = folder / "landing"
    if not (landing / "truth" / "summary.json").exists():
        made = measure(make, Order(landing, persons, DATE, seed=1, entries_per_person=entries_per_person))
        say(f"generated {persons} persons in {made.seconds:.1f} s, {made.peak / 1e9:.1f} GB")
    return Settings(str(landing), str(folder / "lake"), "", str(folder / "scratch"))


def make(order: Order) -> None:
    generate(order, _silent)


def _silent(_: str) -> None:
    pass


def _tell(say: Callable[[str], None], what: str, measured: Measured, alone: Measured) -> None:
    ratio, memory = measured.seconds / alone.seconds, measured.peak / 1e9
    say(f"{what:<24}{measured.seconds:8.1f} s  {ratio:6.2f} times  {memory:6.2f} GB  {measured.cpu:6.1f} s of CPU")
