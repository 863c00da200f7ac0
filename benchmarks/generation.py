"""How fast synthetic zones are made: persons a second, and peak memory."""

import datetime as dt
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.apart import measure
from benchmarks.intake import make
from doisoat.synthetic.order import Order

DATE = dt.date(2024, 1, 12)


def bench_generation(folder: Path, *, persons: int, say: Callable[[str], None]) -> None:
    """Make a zone in `folder` and throw it away."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        made = measure(make, Order(Path(place) / "landing", persons, DATE, seed=1))
    rate = persons / made.seconds
    say(f"{persons} persons in {made.seconds:.1f} s: {rate:,.0f} a second, {made.peak / 1e9:.2f} GB")
