import numpy as np
import pytest

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

FIELDS = ("birth_year", "birth_month", "birth_day", "sex", "ward", "district", "village", "id", "old")


def pair(left: dict[str, int], right: dict[str, int]) -> dict[str, np.ndarray]:
    sides = {"left": left, "right": right}
    return {f"{n}_{s}": np.array([v.get(n, 0)], np.int64) for n in FIELDS for s, v in sides.items()}


def birth(year: int = 0, month: int = 0, day: int = 0) -> dict[str, int]:
    return {"birth_year": year, "birth_month": month, "birth_day": day}


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param(birth(1945, 3, 15), birth(1945, 3, 15), Birth.SAME, id="equal"),
        pytest.param(birth(1945), birth(1945, 3, 15), Birth.PARTIAL, id="year only"),
        pytest.param(birth(1945, 3), birth(1945, 3, 15), Birth.PARTIAL, id="month only"),
        pytest.param(birth(1945, 4), birth(1945, 3, 15), Birth.YEAR, id="another month"),
        pytest.param(birth(1945, 1, 1), birth(1945, 3, 15), Birth.NEW_YEAR, id="first of January"),
        pytest.param(birth(1945, 3, 5), birth(1945, 5, 3), Birth.SWAPPED, id="day and month exchanged"),
        pytest.param(birth(1945, 3, 15), birth(1945, 3, 16), Birth.ONE_PART, id="another day"),
        pytest.param(birth(1945, 3, 15), birth(1954, 3, 15), Birth.ONE_PART, id="another year"),
        pytest.param(birth(1941, 3, 14), birth(1945, 3, 15), Birth.SHIFTED, id="another spreadsheet calendar"),
        pytest.param(birth(1945, 3, 15), birth(1945, 4, 20), Birth.SHIFTED, id="a lunar date"),
        pytest.param(birth(1945, 3, 15), birth(1945, 11, 2), Birth.YEAR, id="same year"),
        pytest.param(birth(1946), birth(1945, 3, 15), Birth.NEAR_YEAR, id="a year apart"),
        pytest.param(birth(1950, 1, 2), birth(1945, 3, 15), Birth.OTHER, id="another date"),
        pytest.param(birth(), birth(1945, 3, 15), Birth.MISSING, id="not written"),
    ],
)
def test_birth_ladder(left: dict[str, int], right: dict[str, int], level: Birth) -> None:
    assert compare_birth(pair(left, right))[0] == level


@pytest.mark.parametrize(
    ("left", "right", "level"),
    [
        pytest.param({"id": 1145000123}, {"id": 1145000123}, Id.SAME, id="equal"),
        pytest.param({"id": 1145000123}, {"id": 1145000124}, Id.ONE_DIGIT, id="one digit"),
        pytest.param({"id": 1145000123}, {"id": 1145000132}, Id.TRANSPOSED, id="two exchanged"),
        pytest.param({"id": 1145000123}, {"id": 1145000321}, Id.OTHER, id="exchanged, not adjacent"),
        pytest.param({"old": 12345678}, {"id": 1145000123, "old": 12345678}, Id.OLD_SAME, id="old number"),
        pytest.param({"old": 12345678}, {"id": 1145000123, "old": 12345679}, Id.OLD_OTHER, id="another old number"),
        pytest.param({"old": 12345678}, {"id": 1145000123}, Id.MISSING, id="register holds no old number"),
        pytest.param({}, {"id": 1145000123}, Id.MISSING, id="not written"),
    ],
)
def test_identifier_ladder(left: dict[str, int], right: dict[str, int], level: Id) -> None:
    assert compare_id(pair(left, right))[0] == level


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
