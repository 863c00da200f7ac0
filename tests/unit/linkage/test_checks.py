from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.linkage.checks import control_check, masked_check, shift_births
from doisoat.linkage.extract import Extract
from doisoat.linkage.model import current_model
from doisoat.records import core
from doisoat.records.table import Table
from linked import link_whole

MODEL = current_model()
GIVEN = ("an", "bình", "cúc", "dung", "hà", "lan", "mai", "nga", "oanh", "phúc")
FOLDED = ("an", "binh", "cuc", "dung", "ha", "lan", "mai", "nga", "oanh", "phuc")


def person(k: int) -> dict[str, Any]:
    year, month, day = 1930 + k % 40, 1 + k % 12, 1 + k % 28
    return {
        "full_name": "",
        "name": f"trần {GIVEN[k // 10 % 10]} {GIVEN[k % 10]}",
        "name_folded": f"tran {FOLDED[k // 10 % 10]} {FOLDED[k % 10]}",
        **{"birth_year": year, "birth_month": month, "birth_day": day, "sex": "MF"[k % 2]},
        **{"ward_code": f"{1 + k % 7:05d}", "district_code": "001", "village": f"Tổ {k % 3}", "status": "alive"},
        **{"personal_id": f"0010{year % 100}{k:06d}", "id_number": f"0010{year % 100}{k:06d}", "id_kind": "citizen"},
        "beneficiary_code": f"B{k}",
    }


def rows(kind: Table, count: int) -> pa.Table:
    people = [person(k) for k in range(count)]
    return pa.Table.from_pylist([{n: row.get(n) for n in kind.names} for row in people], schema=kind.schema)


@pytest.fixture
def population(tmp_path: Path) -> Path:
    pq.write_table(rows(core.POPULATION, 300), tmp_path / "population.parquet")
    return tmp_path / "population.parquet"


def test_records_linked_by_number_are_found_again_by_the_rest(population: Path) -> None:
    entries = rows(core.BENEFICIARIES, 60)
    nobody = rows(core.ACCOUNTS, 0)
    judged = link_whole(population, entries, nobody).entries
    check = masked_check(Extract(population), entries, judged, MODEL)
    assert (check.records, check.false) == (60, 0)
    assert check.accepted + check.review == 60
    assert check.accepted > 50


def test_a_wrong_link_by_number_shows_as_false(population: Path) -> None:
    entries = rows(core.BENEFICIARIES, 60)
    judged = link_whole(population, entries, rows(core.ACCOUNTS, 0)).entries
    others = judged["personal_id"].to_pylist()
    wrong = judged.set_column(
        judged.column_names.index("personal_id"), "personal_id", pa.array([*others[1:], others[0]], pa.string())
    )
    check = masked_check(Extract(population), entries, wrong, MODEL)
    assert check.false == check.accepted > 50


def test_nobody_is_found_in_a_register_of_other_births(population: Path) -> None:
    shifted = population.with_name("shifted.parquet")
    shift_births(Extract(population), shifted)
    entries = rows(core.BENEFICIARIES, 60)
    check = control_check(Extract(shifted), entries, MODEL)
    assert (check.records, check.accepted, check.false) == (60, 0, 0)
    assert control_check(Extract(population), entries, MODEL).false > 50


def test_shifted_births_stay_dates_and_lose_nobody(population: Path) -> None:
    shifted = population.with_name("shifted.parquet")
    shift_births(Extract(population), shifted)
    before, after = pq.read_table(population), pq.read_table(shifted)
    assert after.schema == before.schema
    assert set(after["birth_month"].to_pylist()) <= set(range(1, 13))
    assert set(after["birth_day"].to_pylist()) <= set(range(1, 29))
    assert not any(a == b for a, b in zip(before["birth_day"].to_pylist(), after["birth_day"].to_pylist(), strict=True))
