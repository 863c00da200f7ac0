import csv
from enum import IntEnum
from pathlib import Path

import numpy as np
import pytest

from doisoat.dates.birth import read_birth_date
from doisoat.identifiers.identity import read_identity
from doisoat.linkage.levels import (
    Area,
    Birth,
    Id,
    Sex,
    Village,
    compare_area,
    compare_birth,
    compare_id,
    compare_sex,
    compare_village,
)

CASES = Path(__file__).parents[2] / "cases"
FIELDS = ("birth_year", "birth_month", "birth_day", "sex", "ward", "district", "village", "id", "old")


def pair(left: dict[str, int], right: dict[str, int]) -> dict[str, np.ndarray]:
    sides = {"left": left, "right": right}
    return {f"{n}_{s}": np.array([v.get(n, 0)], np.int64) for n in FIELDS for s, v in sides.items()}


def cases(name: str) -> list[object]:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [pytest.param(row, id=row["note"]) for row in csv.DictReader(file)]


def birth(text: str) -> dict[str, int]:
    read = read_birth_date(text, latest_year=2024)
    return {"birth_year": read.year or 0, "birth_month": read.month or 0, "birth_day": read.day or 0}


def number(text: str) -> dict[str, int]:
    read = read_identity(text, latest_year=2024)
    return {"old" if read.kind == "old" else "id": int(read.number or 0)}


@pytest.mark.parametrize("case", cases("birth_pairs"))
def test_birth_ladder(case: dict[str, str]) -> None:
    level = compare_birth(pair(birth(case["left"]), birth(case["right"])))[0]
    assert Birth(level).name == case["grade"]


@pytest.mark.parametrize("case", cases("identity_pairs"))
def test_identifier_ladder(case: dict[str, str]) -> None:
    register = number(case["right"]) | {"old": int(case["right_old"] or 0)}
    assert Id(compare_id(pair(number(case["left"]), register))[0]).name == case["grade"]


@pytest.mark.parametrize(("name", "ladder"), [("birth_pairs", set(Birth)), ("identity_pairs", set(Id) - {Id.RELATIVE})])
def test_every_level_of_two_values_has_a_labelled_case(name: str, ladder: set[IntEnum]) -> None:
    with (CASES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert {row["grade"] for row in csv.DictReader(file)} == {level.name for level in ladder}


def test_a_missing_value_is_a_level_of_its_own() -> None:
    nothing = pair({}, {"sex": 1, "ward": 4, "district": 1, "village": 2})
    assert compare_sex(nothing)[0] == Sex.MISSING
    assert compare_area(nothing)[0] == Area.MISSING
    assert compare_village(nothing)[0] == Village.MISSING


def test_a_village_speaks_only_inside_one_ward() -> None:
    here = {"ward": 4, "district": 1, "village": 2}
    assert compare_village(pair(here, here))[0] == Village.SAME
    assert compare_village(pair(here, here | {"village": 3}))[0] == Village.OTHER
    assert compare_village(pair(here, here | {"ward": 5}))[0] == Village.MISSING


def test_a_district_without_a_ward_is_compared() -> None:
    assert compare_area(pair({"district": 1}, {"ward": 4, "district": 1}))[0] == Area.DISTRICT
    assert compare_area(pair({"district": 2}, {"ward": 4, "district": 1}))[0] == Area.OTHER
