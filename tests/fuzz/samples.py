"""A good small file of every layout, to be damaged."""

import csv
import datetime as dt
import gzip
import io
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq

from doisoat.synthetic.zone import Order, generate

DATE = dt.date(2024, 1, 12)
REGISTER_ROWS = 40


@dataclass(frozen=True)
class Sample:
    """A file and its entry in the manifest."""

    feed: str
    sender: str
    layout: str
    name: str
    content: bytes
    rows: int
    totals: dict[str, int]


@cache
def samples(folder: Path) -> dict[str, Sample]:
    """By layout; of `population-csv` one packed too, as `population-csv.gz`. `folder` is for the zone they are from."""
    generate(Order(folder, 3000, DATE, seed=11, layouts="mixed", nights=2, deltas=True), lambda _: None)
    found: dict[str, Sample] = {}
    for path in sorted(folder.glob(f"*/{DATE}/*/1/manifest.json")):
        manifest = json.loads(path.read_text("utf-8"))
        for entry in manifest["files"]:
            sample = _sample(path, manifest, entry)
            # Neither the shortest file nor a long one: mutants should be quick.
            if sample.layout not in found and (sample.rows >= 5 or sample.feed == "population"):
                found[sample.layout] = sample
    return found | _registers(found["population-parquet"])


def _sample(manifest: Path, content: dict[str, str], entry: dict[str, object]) -> Sample:
    name = str(entry["name"])
    return Sample(
        feed=content["contract"].split("/")[0],
        sender=content["sender"],
        layout=str(entry["layout"]),
        name=name,
        content=(manifest.parent / name).read_bytes(),
        rows=int(str(entry["rows"])),
        totals=dict(entry.get("totals", {})),  # type: ignore[call-overload]
    )


def _registers(whole: Sample) -> dict[str, Sample]:
    table = pq.read_table(io.BytesIO(whole.content)).slice(0, REGISTER_ROWS)
    parquet, text = io.BytesIO(), io.StringIO()
    pq.write_table(table, parquet)
    writer = csv.DictWriter(text, table.column_names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table.to_pylist())
    plain = text.getvalue().encode()
    made = {
        "population-parquet": ("population.parquet", parquet.getvalue()),
        "population-csv": ("population.csv", plain),
        "population-csv.gz": ("population.csv.gz", gzip.compress(plain, mtime=0)),
    }
    return {
        layout: Sample(whole.feed, whole.sender, layout.removesuffix(".gz"), name, content, REGISTER_ROWS, {})
        for layout, (name, content) in made.items()
    }
