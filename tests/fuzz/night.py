"""One night of one feed on a landing of the day before and today, and what must hold afterwards."""

import datetime as dt
import hashlib
import json
import re
import shutil
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from doisoat import steps
from doisoat.intake.raw import raw_table
from doisoat.records import core
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from fuzz.samples import DATE, Sample

BEFORE = DATE - dt.timedelta(days=1)
TABLES = {table.name: table for table in (core.POPULATION, core.BENEFICIARIES, core.ACCOUNTS)}


def manifest_of(sample: Sample, date: dt.date, content: bytes, **changed: object) -> dict[str, Any]:
    """What the sender would say of `content` on a date. `changed` members of the file's entry; None leaves one out."""
    file = {
        "name": sample.name,
        "layout": sample.layout,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "rows": sample.rows,
        "totals": sample.totals,
    }
    return {
        "contract": f"{sample.feed}/1",
        "sender": sample.sender,
        "business_date": str(date),
        "sequence": 1,
        "mode": "full",
        "created_at": f"{BEFORE}T22:10:00+07:00",
        "files": [{name: value for name, value in (file | changed).items() if value is not None}],
    }


def deliver(root: Path, sample: Sample, date: dt.date, content: bytes, manifest: bytes | Mapping[str, Any]) -> None:
    folder = root / "landing" / sample.feed / str(date) / sample.sender / "1"
    folder.mkdir(parents=True)
    (folder / sample.name).write_bytes(content)
    data = manifest if isinstance(manifest, bytes) else json.dumps(manifest).encode()
    (folder / "manifest.json").write_bytes(data)


def run(root: Path, sample: Sample, content: bytes, manifest: bytes | Mapping[str, Any]) -> str:
    """A good delivery of the day before, this one today, and the night: the outcome of today's delivery.

    AssertionError if a row is lost or the night has nothing; whatever else is raised is a defect too.
    """
    shutil.rmtree(root, ignore_errors=True)
    deliver(root, sample, BEFORE, sample.content, manifest_of(sample, BEFORE, sample.content))
    deliver(root, sample, DATE, content, manifest)
    settings = Settings(str(root / "landing"), str(root / "lake"), "", str(root / "scratch"))
    steps.receive(sample.feed, DATE, settings)
    steps.standardise(sample.feed, DATE, settings)
    return check(sample, content, Lake.open(settings.lake, settings.scratch), root / "landing")


def check(sample: Sample, content: bytes, lake: Lake, landing: Path) -> str:
    """Conservation per file, quarantined rows findable, the last good delivery used if today's was refused."""
    files = lake.read(core.FILE_ACCOUNTING, DATE, part=sample.feed).to_pylist()
    bad = lake.read(core.QUARANTINE, DATE, part=sample.feed)
    rows = lake.read(TABLES[sample.feed], DATE)
    raw = lake.read(raw_table(sample.feed), DATE, columns=["sender", "file", "row_number"])
    aside, sent = _tally(bad), _tally(raw)
    used = [file for file in files if file["outcome"] == "accepted"]
    assert used, "the night has no delivery"
    for file in used:
        key = file["sender"], file["file"]
        assert file["rows_read"] == file["rows_accepted"] + file["rows_quarantined"] == sent[key], key
        assert file["rows_quarantined"] == aside[key], key
    gone = sum(file.get("rows_superseded") or 0 for file in used)
    assert rows.num_rows == sum(file["rows_accepted"] for file in used) - gone
    places = _places(bad)
    assert len(set(places)) == len(places), "two quarantined rows have one place"
    assert set(places) <= set(_places(raw)), "a quarantined row cannot be found"
    if "file" in rows.column_names:
        assert not set(places) & set(_places(rows)), "a row is accepted and quarantined"
        assert _tally(rows) == Counter({(f["sender"], f["file"]): f["rows_accepted"] for f in used})
    (today,) = {file["outcome"] for file in files if file["delivery_date"] == DATE} or {"refused"}
    receipt = json.loads((landing / f"_receipts/{sample.feed}/{DATE}/{sample.sender}/1.json").read_text("utf-8"))
    assert receipt["outcome"] == today
    assert today == "accepted" or any(file["delivery_date"] == BEFORE for file in used)
    if today == "accepted":
        (file,) = (file for file in used if file["delivery_date"] == DATE)
        least = fewest_rows(sample, content)
        assert file["rows_read"] >= least, f"{file['rows_read']} rows read of at least {least}"
    return today


def fewest_rows(sample: Sample, content: bytes) -> int:
    """Lines below the first that say something, in a text whose lines can be told apart without parsing it; else 0."""
    if sample.name.endswith((".xlsx", ".parquet", ".gz", ".dbf")) or set(content) & set(b'"\x00'):
        return 0
    fixed = sample.layout == "bank-fixed"  # its records end with a line feed, and a bare carriage return is a letter
    lines = (content if fixed else content.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).split(b"\n")[1:]
    return sum(bool(re.search(rb"[0-9A-Za-z]", line)) for line in lines) - fixed


def _tally(table: pa.Table) -> Counter[tuple[str, str]]:
    return Counter(zip(table["sender"].to_pylist(), table["file"].to_pylist(), strict=True))


def _places(table: pa.Table) -> list[tuple[str, str, int]]:
    columns = (table[name].to_pylist() for name in ("sender", "file", "row_number"))
    return list(zip(*columns, strict=True))
