"""What the generator meant is what intake reads, cell by cell, in every layout, where the papers are clean."""

import csv
import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from doisoat import steps
from doisoat.names.fold import fold
from doisoat.names.standardise import standardise_name
from doisoat.records import core
from doisoat.records.table import Table
from doisoat.settings import Settings
from doisoat.storage.lake import Lake
from doisoat.synthetic.layouts import CHOICES
from doisoat.synthetic.zone import Order, generate

pytestmark = pytest.mark.thorough

DATE = dt.date(2024, 1, 12)
Rows = list[dict[str, object]]


def zone_of(folder: Path, **order: object) -> Settings:
    generate(Order(folder / "landing", 1500, DATE, seed=7, noise=0, **order), lambda _: None)  # type: ignore[arg-type]
    return Settings(str(folder / "landing"), str(folder / "lake"), "", str(folder / "scratch"))


def read(zone: Settings, table: Table, date: dt.date = DATE) -> Rows:
    steps.receive(table.name, date, zone)
    steps.standardise(table.name, date, zone)
    lake = Lake.open(zone.lake, zone.scratch)
    assert lake.read(core.QUARANTINE, date, part=table.name).num_rows == 0
    return lake.read(table, date).to_pylist()


def truth(zone: Settings, name: str) -> list[dict[str, str]]:
    with (Path(zone.landing) / "truth" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by_key(rows: Rows, *key: str) -> dict[tuple[object, ...], dict[str, object]]:
    placed = {tuple(row[k] for k in key): row for row in rows}
    assert len(placed) == len(rows)
    return placed


@pytest.mark.parametrize("layouts", [c for c in CHOICES if c != "bank-fixed"])
def test_a_roll_is_read_as_it_was_meant(layouts: str, tmp_path: Path) -> None:
    zone = zone_of(tmp_path, layouts=layouts)
    read_rows = by_key(read(zone, core.BENEFICIARIES), "beneficiary_code")
    meant = truth(zone, "beneficiaries")
    assert len(meant) == len(read_rows) > 80
    for wanted in meant:
        row = read_rows[wanted["beneficiary_code"],]
        assert {name: row[name] for name in roll_meaning(wanted)} == roll_meaning(wanted)


def roll_meaning(wanted: dict[str, str]) -> dict[str, object]:
    plain = (
        *("full_name", "date_of_birth", "sex", "id_number", "programme_code", "village", "ward_code", "district_code"),
        *("representative_id_number", "representative_relationship", "file"),
    )
    return {
        **{name: wanted[name] or None for name in plain},
        "name": standardise_name(wanted["full_name"]).canonical,
        "name_repairs": list(standardise_name(wanted["full_name"]).repairs),
        "id_kind": "citizen",
        "id_repairs": [],
        "row_number": int(wanted["row_number"]),
        "monthly_amount": int(wanted["monthly_amount"]),
        "payment_method": wanted["declared_type"],
        "bank_bin": wanted["declared_bank"] or None,
        "account_number": wanted["declared_number"] or None,
        "representative_name_folded": fold(wanted["representative_name"]) or None,
    }


@pytest.mark.parametrize("layouts", ["standard", "mixed", "bank-fixed"])
def test_a_bank_return_is_read_as_it_was_meant(layouts: str, tmp_path: Path) -> None:
    zone = zone_of(tmp_path, layouts=layouts)
    read_rows = by_key(read(zone, core.ACCOUNTS), "bank_bin", "account_number", "request_ref")
    returned = [row for row in truth(zone, "accounts") if row["returned"] == "yes"]
    assert len(returned) > 50
    met = set()
    for wanted in returned:
        key = (
            wanted["bank_bin"],
            wanted["account_number"],
            wanted["referred"] == "yes" and wanted["beneficiary_code"] or None,
        )
        met.add(key)
        assert {name: read_rows[key][name] for name in account_meaning(wanted)} == account_meaning(wanted)
    assert met == set(read_rows)


def account_meaning(wanted: dict[str, str]) -> dict[str, object]:
    name = standardise_name(wanted["holder_name"])
    return {
        "account_type": wanted["account_type"],
        "status": wanted["status"],
        "opened_on": dt.date.fromisoformat(wanted["opened_on"]),
        "full_name": name.full_name,
        "name_folded": name.folded,
        "id_number_sent": wanted["holder_id_number"] or None,
        "date_of_birth": wanted["holder_date_of_birth"] or None,
    }


@pytest.mark.parametrize("form", ["parquet", "csv", "csv.gz"])
def test_the_register_is_read_as_it_was_sent(form: str, tmp_path: Path) -> None:
    zone = zone_of(tmp_path, form="parquet")
    plain = read_register(zone)
    assert len(plain) == 1500
    other = tmp_path / "other"
    assert read_register(zone_of(other, form=form)) == plain


def read_register(zone: Settings) -> Rows:
    names = [n for n in core.POPULATION.names if n not in {"file", "sender", "row_number"}]
    rows = sorted(read(zone, core.POPULATION), key=lambda row: str(row["personal_id"]))
    return [{n: row[n] for n in names} for row in rows]


def test_deltas_leave_the_register_as_it_has_become(tmp_path: Path) -> None:
    zone = zone_of(tmp_path, nights=3, deltas=True)
    state = {str(row["personal_id"]): row for row in sent_register(zone, 0)}
    for night in (1, 2):
        for change in sent_register(zone, night):
            if change.pop("op") == "delete":
                del state[str(change["personal_id"])]
            else:
                state[str(change["personal_id"])] = change
    read_rows = by_key(read(zone, core.POPULATION, DATE + dt.timedelta(days=2)), "personal_id")
    assert {key[0] for key in read_rows} == set(state)
    for number, wanted in state.items():
        row = read_rows[number,]
        plain = ("old_id", "full_name", "date_of_birth", "sex", "ward_code", "village", "status")
        assert {name: row[name] for name in plain} == {name: wanted[name] or None for name in plain}
        assert str(row["status_date"] or "") == str(wanted["status_date"] or "")


def sent_register(zone: Settings, night: int) -> Rows:
    folder = Path(zone.landing) / f"population/{DATE + dt.timedelta(days=night)}/c06/1"
    (path,) = folder.glob("*.parquet")
    return pq.read_table(path).to_pylist()
