"""Zones in other layouts than the plainest, and what goes wrong with deliveries."""

import csv
import datetime as dt
import gzip
import hashlib
import json
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from doisoat.errors import SettingsError
from doisoat.synthetic.layouts import Layouts
from doisoat.synthetic.zone import Order, generate

pytestmark = pytest.mark.thorough

DATE = dt.date(2024, 1, 12)


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three nights of 3,000 persons in all layouts."""
    out = tmp_path_factory.mktemp("zone")
    order = Order(out, 3000, DATE, seed=5, noise=2, nights=3, layouts="mixed", deltas=True, refused=True)
    generate(order, lambda _: None)
    return out


def manifest(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "manifest.json").read_text("utf-8")))


def test_districts_and_banks_take_turns(zone: Path) -> None:
    files = manifest(zone / f"beneficiaries/{DATE}/so-ldtbxh/1")["files"]
    assert isinstance(files, list)
    layouts = Counter(file["layout"] for file in files)
    assert layouts == {"roll-standard": 15, "roll-split-year": 5, "roll-tcvn3": 5, "roll-dbf": 5}
    banks = [manifest(path.parent)["files"] for path in zone.glob(f"accounts/{DATE}/*/1/manifest.json")]
    assert {file["layout"] for files in banks if isinstance(files, list) for file in files} == {
        "bank-csv",
        "bank-fixed",
    }


def test_only_layouts_there_are_can_be_asked_for() -> None:
    with pytest.raises(SettingsError, match="roll-standards"):
        Layouts.named("roll-standards")


def test_records_of_fixed_width_are_counted_by_the_last(zone: Path) -> None:
    (path, *_) = sorted(zone.glob(f"accounts/{DATE}/*/1/accounts.txt"))
    lines = path.read_text("ascii").splitlines()
    assert {len(line) for line in lines} == {150}
    assert (lines[0][0], lines[-1][0], int(lines[-1][1:11])) == ("H", "T", len(lines) - 2)
    assert {line[:6] for line in lines[1:-1]} == {path.parts[-3]}


def test_deltas_say_what_changed_since_the_night_before(zone: Path) -> None:
    state = register(zone, DATE, "population.parquet")
    for night in (1, 2):
        date = DATE + dt.timedelta(days=night)
        folder = zone / f"population/{date}/c06/1"
        assert manifest(folder)["mode"] == "delta"
        changes = register(zone, date, "population-delta.csv.gz")
        ops = Counter(row.pop("op") for row in list(map(dict, changes.values())))
        assert ops["upsert"] >= 1
        assert ops["delete"] == 1
        for number, row in changes.items():
            if row["op"] == "delete":
                del state[number]
            else:
                assert state.get(number) != {k: v for k, v in row.items() if k != "op"}
                state[number] = {k: v for k, v in row.items() if k != "op"}
    assert len(state) == 3000 - 2


def register(zone: Path, date: dt.date, name: str) -> dict[str, dict[str, str]]:
    path = zone / f"population/{date}/c06/1/{name}"
    if path.suffix == ".parquet":
        rows = pq.read_table(path).to_pylist()
    else:
        with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
            rows = [{name: value or None for name, value in row.items()} for row in csv.DictReader(file)]
    return {row["personal_id"]: row for row in rows}


def test_one_delivery_is_not_what_its_manifest_says(zone: Path) -> None:
    damaged = []
    for path in zone.glob("*/*/*/*/manifest.json"):
        files = manifest(path.parent)["files"]
        assert isinstance(files, list)
        for file in files:
            content = (path.parent / file["name"]).read_bytes()
            if hashlib.sha256(content).hexdigest() != file["sha256"]:
                damaged.append(path.parts[-5:-1])
    assert damaged == [("accounts", "2024-01-13", "970422", "1")]


def test_noise_has_every_kind_of_old_letters_and_manners(tmp_path: Path) -> None:
    generate(Order(tmp_path, 60_000, DATE, seed=5, noise=2), lambda _: None)
    with (tmp_path / "truth/beneficiaries.csv").open(encoding="utf-8", newline="") as file:
        told = Counter(kind for row in csv.DictReader(file) for kind in f"{row['noise']};{row['manner']}".split(";"))
    kinds = {"name_legacy_font", "name_legacy_vni", "name_telex", "name_vni_keys", "name_decomposed", "id_number_cell"}
    assert kinds | {"birth_two_digit_year", "birth_excel_date", "birth_excel_serial", "amount_text"} <= set(told)
