"""A whole small zone, judged against the landing contract and against its own truth."""

import csv
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from doisoat.synthetic.columns import HEADERS
from doisoat.synthetic.order import Order
from doisoat.synthetic.zone import generate

pytestmark = pytest.mark.thorough

DATE = dt.date(2024, 1, 12)


@pytest.fixture(scope="module")
def zone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three nights of 3,000 persons."""
    out = tmp_path_factory.mktemp("zone")
    generate(Order(out, 3000, DATE, seed=5, nights=3), lambda _: None)
    return out


@pytest.fixture(scope="module")
def register(zone: Path) -> list[dict[str, str]]:
    return pq.read_table(zone / f"population/{DATE}/c06/1/population.parquet").to_pylist()


@pytest.fixture(scope="module")
def truth(zone: Path) -> list[dict[str, str]]:
    return rows_of(zone / "truth/beneficiaries.csv")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def roll_rows(path: Path) -> list[list[object]]:
    """The data rows of a workbook, found as the contract describes it: below the header, above the total."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    header = rows.index(list(HEADERS))
    total = next(i for i, row in enumerate(rows) if row[0] == "Tổng cộng")
    return rows[header + 1 : total]


def test_every_manifest_tells_size_digest_and_rows(zone: Path) -> None:
    manifests = list(zone.glob("*/*/*/*/manifest.json"))
    assert len(manifests) > 10
    for path in manifests:
        manifest = json.loads(path.read_text(encoding="utf-8"))
        feed, date, sender, sequence = path.parts[-5:-1]
        assert manifest["contract"] == f"{feed}/1"
        assert (manifest["business_date"], manifest["sender"], manifest["sequence"]) == (
            date,
            sender,
            int(sequence),
        )
        assert {f["name"] for f in manifest["files"]} == {p.name for p in path.parent.iterdir()} - {path.name}
        for file in manifest["files"]:
            content = (path.parent / file["name"]).read_bytes()
            assert file["bytes"] == len(content)
            assert file["sha256"] == hashlib.sha256(content).hexdigest()


def test_roll_rows_and_control_totals_are_as_the_manifest_says(zone: Path) -> None:
    folder = zone / f"beneficiaries/{DATE}/so-ldtbxh/1"
    for file in json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["files"]:
        rows = roll_rows(folder / file["name"])
        assert len(rows) == file["rows"]
        amounts = ["".join(c for c in str(row[7]).removesuffix(".0") if c.isdigit()) for row in rows]
        assert sum(int(amount) for amount in amounts if amount) == file["totals"]["monthly_amount"]


def test_the_register_holds_as_many_as_ordered_each_with_an_own_number(
    register: list[dict[str, str]],
) -> None:
    assert len({row["personal_id"] for row in register}) == len(register) == 3000
    old = [row["old_id"] for row in register if row["old_id"]]
    assert len(set(old)) == len(old) > 1000
    assert {len(number) for number in old} == {9}


def test_a_number_tells_century_sex_and_year(register: list[dict[str, str]]) -> None:
    for row in register:
        number, year = row["personal_id"], int(row["date_of_birth"][:4])
        assert len(number) == 12
        assert int(number[3]) == (year - 1900) // 100 * 2 + (row["sex"] == "F")
        assert int(number[4:6]) == year % 100


def test_every_district_has_residents_and_codes_belong_together(register: list[dict[str, str]]) -> None:
    assert len({row["district_code"] for row in register}) == 30
    assert all(len(row["ward_code"]) == 5 for row in register)


def test_who_is_not_alive_has_a_date_for_it(register: list[dict[str, str]]) -> None:
    assert all((row["status"] == "alive") == (row["status_date"] is None) for row in register)
    assert {"deceased", "moved_out", "alive"} <= {row["status"] for row in register}


def test_surnames_crowd_in_villages(register: list[dict[str, str]]) -> None:
    villages: dict[tuple[str, str], Counter[str]] = {}
    for row in register:
        key = row["ward_code"], row["village"]
        villages.setdefault(key, Counter())[row["full_name"].split()[0]] += 1
    crowded = [c for c in villages.values() if sum(s for _, s in c.most_common(3)) > 0.6 * sum(c.values())]
    assert len(crowded) > len(villages) / 4


def test_truth_has_each_accepted_row_once_and_names_persons_of_the_register(
    zone: Path, truth: list[dict[str, str]], register: list[dict[str, str]]
) -> None:
    known = {row["personal_id"] for row in register}
    codes = [row["beneficiary_code"] for row in truth]
    assert len(set(codes)) == len(codes)
    assert {row["personal_id"] for row in truth} <= known | {""}
    written = Counter(
        str(row[1]) for path in (zone / f"beneficiaries/{DATE}/so-ldtbxh/1").glob("*.xlsx") for row in roll_rows(path)
    )
    assert set(codes) <= set(written)
    bad = rows_of(zone / "truth/bad_rows.csv")
    assert sum(written.values()) == len(codes) + len(bad)
    assert {row["reason"] for row in bad} == {
        "missing_code",
        "duplicate_code",
        "missing_name",
        "unreadable_amount",
    }


def test_a_bad_row_is_where_the_truth_says(zone: Path) -> None:
    for bad in rows_of(zone / "truth/bad_rows.csv"):
        path = zone / f"beneficiaries/{DATE}/so-ldtbxh/1/{bad['file']}"
        row = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()[int(bad["row_number"]) - 1]
        column, expected = {
            "missing_code": (1, ""),
            "missing_name": (2, ""),
            "unreadable_amount": (7, "theo QĐ"),
        }.get(bad["reason"], (1, row[1]))
        assert row[column] == expected


def test_returned_accounts_are_in_the_banks_files(zone: Path) -> None:
    returned = {
        (row["BANK_BIN"], row["ACCOUNT_NO"])
        for path in zone.glob(f"accounts/{DATE}/*/1/accounts.csv")
        for row in rows_of(path)
    }
    accounts = rows_of(zone / "truth/accounts.csv")
    assert {(a["bank_bin"], a["account_number"]) for a in accounts if a["returned"] == "yes"} == returned
    assert all(path.parts[-3] == rows_of(path)[0]["BANK_BIN"] for path in zone.glob("accounts/*/*/1/accounts.csv"))


def test_the_second_night_carries_the_register_forward_and_the_third_brings_a_second_roll(zone: Path) -> None:
    assert [p.name for p in sorted((zone / "population").iterdir())] == ["2024-01-12", "2024-01-14"]
    assert (zone / "beneficiaries/2024-01-14/so-ldtbxh/2/manifest.json").exists()
    assert not (zone / "accounts/2024-01-13/970415").exists()
    assert (zone / "truth/2024-01-14/summary.json").exists()


def test_clean_papers_have_no_noise(tmp_path: Path) -> None:
    generate(Order(tmp_path, 1000, DATE, seed=5, noise=0), lambda _: None)
    assert {row["noise"] for row in rows_of(tmp_path / "truth/beneficiaries.csv")} == {""}
    assert rows_of(tmp_path / "truth/bad_rows.csv") == []


def test_the_same_seed_gives_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    digests = []
    for number in ("1", "2"):
        out = tmp_path / number
        command = [sys.executable, "-m", "doisoat.synthetic", "--out", str(out), "--persons", "1000"]
        command += ["--date", "2024-01-12", "--seed", "3", "--nights", "2", "--population-format", "csv.gz"]
        subprocess.run(command, check=True, capture_output=True, env=os.environ | {"PYTHONHASHSEED": number})
        files = sorted(p for p in out.rglob("*") if p.is_file())
        digests.append({str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files})
    assert digests[0] == digests[1]
    assert len(digests[0]) > 40


def test_a_shared_account_is_somebody_elses_for_all_but_its_holder(tmp_path: Path) -> None:
    generate(Order(tmp_path, 20_000, DATE, seed=5), lambda _: None)
    shared: dict[str, list[dict[str, str]]] = {}
    for row in rows_of(tmp_path / "truth/beneficiaries.csv"):
        if row["situation"] == "shared":
            shared.setdefault(row["bank_bin"] + row["account_number"], []).append(row)
    several = [rows for rows in shared.values() if len(rows) > 1]
    assert several
    for rows in several:
        assert [row["account_relation"] for row in rows].count("self") <= 1
        assert len({row["account_holder_id"] for row in rows}) == 1
