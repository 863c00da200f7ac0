"""Links in one form, whoever made them: per record the best candidate, how sure, and what was decided."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.apart import Measured, measure
from benchmarks.linkage.zones import Feed
from doisoat.linkage.extract import Extract


@dataclass(frozen=True)
class Links:
    """Columns of `table`, one row per record: personal_id (null: nobody), score (higher is surer) and, of ours,
    match_status, match_method, match_probability. `seconds`, `cpu` seconds and `peak` (bytes) are of linking alone."""

    table: pa.Table
    seconds: float
    peak: int
    cpu: float

    def best(self) -> list[str | None]:
        found: list[str | None] = self.table["personal_id"].to_pylist()
        return found

    def score(self) -> np.ndarray:
        """minus infinity where there is no candidate."""
        scores: np.ndarray = self.table["score"].fill_null(-np.inf).to_numpy().astype(np.float64)
        return scores


def run_apart(link: Callable[..., None], extract: Extract, feed: Feed, *more: Any, others: Feed | None = None) -> Links:
    """`link(extract, records file, output file, *more)` in a process of its own; `others`, if given, are a file
    before `more`."""
    with tempfile.TemporaryDirectory() as folder:
        records, found = Path(folder) / "records.parquet", Path(folder) / "links.parquet"
        pq.write_table(feed.records, records)
        if others:
            pq.write_table(others.records, Path(folder) / "others.parquet")
            more = (Path(folder) / "others.parquet", *more)
        measured: Measured = measure(link, extract, records, found, *more)
        return Links(pq.read_table(found), measured.seconds, measured.peak, measured.cpu)
