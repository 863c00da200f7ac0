import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from doisoat.errors import QualityGateFailed
from doisoat.quality.engine import RESULT
from doisoat.quality.gate import check_core, decide
from doisoat.quality.parameters import core_parameters, rows_read
from doisoat.records.core import FILE_ACCOUNTING, POPULATION
from doisoat.records.mart import QUALITY_RESULT
from doisoat.storage.lake import Lake

NIGHT = dt.date(2024, 1, 12)


def result(expectation: str, *, severity: str = "critical", success: bool = False) -> dict[str, Any]:
    judged = {"suite": "core/beneficiaries", "expectation": expectation, "severity": severity, "success": success}
    return {**judged, "observed": "3 of 40", "unexpected_count": 3, "unexpected_share": 0.075}


def results(*rows: dict[str, Any]) -> pa.Table:
    return pa.Table.from_pylist(list(rows), schema=RESULT)


def test_a_critical_failure_is_named_with_its_meaning() -> None:
    with pytest.raises(QualityGateFailed) as failure:
        decide(results(result("roll_codes_are_unique"), result("roll_has_rows", success=True)))
    assert str(failure.value) == (
        "core/beneficiaries fails roll_codes_are_unique: No code stands for two entries. Seen: 3 of 40."
    )


def test_a_warning_lets_the_night_go_on() -> None:
    decide(results(result("roll_ids_are_given", severity="warning")))


def file(**changes: Any) -> dict[str, Any]:
    known = {"feed": "population", "sender": "c06", "sequence": 1, "file": "a.parquet", "outcome": "accepted"}
    return {**dict.fromkeys(FILE_ACCOUNTING.names), "delivery_date": NIGHT, "rows_read": 10, **known, **changes}


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        pytest.param({"file": "b.parquet"}, 20, id="a second file of the delivery counts"),
        pytest.param({"sender": "c07"}, 20, id="another sender counts"),
        pytest.param({"sequence": 2, "outcome": "refused", "rows_read": None}, 10, id="a refused one does not"),
        pytest.param({"sequence": 2, "rows_read": 7}, 7, id="a later one replaces"),
        pytest.param({"feed": "accounts"}, 10, id="another feed does not count"),
    ],
)
def test_rows_read_are_those_of_the_files_that_went_on(other: dict[str, Any], expected: int) -> None:
    accounting = pa.Table.from_pylist([file(), file(**other)], schema=FILE_ACCOUNTING.schema)
    assert rows_read("population", accounting) == expected


@pytest.mark.parametrize(
    ("feed", "name", "known"), [("beneficiaries", "programme_codes", "01a"), ("accounts", "bank_bins", "970436")]
)
def test_the_known_codes_come_from_the_reference_tables(tmp_path: Path, feed: str, name: str, known: str) -> None:
    assert known in core_parameters(feed, NIGHT, lake_with(tmp_path, "alive"))[name]


def person(number: int, status: str) -> dict[str, Any]:
    known = {"personal_id": f"001150{number:06}", "full_name": "Lê An", "name": "lê an", "name_folded": "le an"}
    return {**dict.fromkeys(POPULATION.names), **known, "status": status, "birth_year": 1950, "sex": "F"}


def lake_with(folder: Path, status: str) -> Lake:
    lake = Lake.open(str(folder / "lake"), str(folder / "scratch"))
    people = [person(i, status) for i in range(10)]
    lake.write(POPULATION, NIGHT, pa.Table.from_pylist(people, schema=POPULATION.schema))
    accounting = pa.Table.from_pylist([file()], schema=FILE_ACCOUNTING.schema)
    lake.write(FILE_ACCOUNTING, NIGHT, accounting, "population")
    return lake


def test_a_feed_that_passes_leaves_its_results_and_counts(tmp_path: Path) -> None:
    lake = lake_with(tmp_path, "alive")
    # Nobody has a day of birth or a ward: two warnings.
    assert check_core("population", NIGHT, lake=lake) == {"expectations": 16, "warnings": 2}
    kept = lake.read(QUALITY_RESULT, NIGHT, "core-population")
    assert kept.num_rows == 16
    assert set(kept["business_date"].to_pylist()) == {NIGHT}


def test_a_feed_that_fails_stops_the_night_and_leaves_its_results(tmp_path: Path) -> None:
    lake = lake_with(tmp_path, "sleeping")
    with pytest.raises(QualityGateFailed, match="population_statuses_are_known"):
        check_core("population", NIGHT, lake=lake)
    assert lake.parts(QUALITY_RESULT, NIGHT) == ["core-population"]
