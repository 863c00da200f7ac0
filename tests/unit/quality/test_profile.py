import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from doisoat.quality.gate import suite_path
from doisoat.quality.profile import profile_population
from doisoat.quality.suites import load_suite
from doisoat.records.core import POPULATION

NIGHT = dt.date(2024, 1, 12)


def person(number: int, **changes: Any) -> dict[str, Any]:
    known = {
        "personal_id": f"001150{number:06}",
        "full_name": "Trần Thị Hoa",
        "name": "trần thị hoa",
        "name_folded": "tran thi hoa",
        "birth_year": 1950,
        "birth_month": 3,
        "birth_day": 15,
        "sex": "F",
        "ward_code": "00001",
        "status": "alive",
    }
    return {**dict.fromkeys(POPULATION.names), **known, **changes}


def profile(folder: Path, *people: dict[str, Any]) -> dict[str, Any]:
    path = folder / "people.parquet"
    pq.write_table(pa.Table.from_pylist(list(people), schema=POPULATION.schema), path)
    (row,) = profile_population(path, NIGHT).to_dict("records")
    return row


def test_the_profile_has_the_columns_that_the_suite_looks_at(tmp_path: Path) -> None:
    assert set(load_suite(suite_path("core/population")).columns) == set(profile(tmp_path, person(1)))


def test_clean_people_have_no_share_of_anything(tmp_path: Path) -> None:
    found = profile(tmp_path, *(person(i) for i in range(4)))
    assert found.pop("rows") == 4
    assert set(found.values()) == {0}


@pytest.mark.parametrize(
    ("column", "changes"),
    [
        ("repeated_ids", {"personal_id": "001150000000"}),
        ("unknown_statuses", {"status": "sleeping"}),
        ("odd_id_share", {"personal_id": "1150"}),
        ("missing_birth_share", {"birth_year": None}),
        ("implausible_birth_share", {"birth_year": 2025}),
        ("implausible_birth_share", {"birth_year": 1889}),
        ("year_only_share", {"birth_day": None}),
        ("year_only_share", {"birth_month": 1, "birth_day": 1}),
        ("missing_sex_share", {"sex": None}),
        ("unreadable_name_share", {"name_folded": "hoa"}),
        ("missing_ward_share", {"ward_code": None}),
        ("deceased_share", {"status": "deceased"}),
        ("undated_share", {"status": "deceased"}),
    ],
    ids=str,
)
def test_one_in_four_is_counted(tmp_path: Path, column: str, changes: dict[str, Any]) -> None:
    found = profile(tmp_path, *(person(i) for i in range(3)), person(3, **changes))
    assert found[column] == (0.25 if column.endswith("_share") else 1)


def test_an_empty_register_has_a_profile(tmp_path: Path) -> None:
    assert profile(tmp_path)["rows"] == 0
