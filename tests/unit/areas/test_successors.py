import datetime as dt
from collections import Counter

import pytest

from doisoat.areas.successors import successors
from doisoat.publish.successors import read_successors

ALL, ALL_PEOPLE, SOME, NONE = (
    "Nhập toàn bộ",
    "Nhập một phần diện tích, toàn bộ dân số",
    "Nhập một phần",
    "Nhập một phần diện tích",
)


@pytest.mark.parametrize(
    ("notes", "carried_to"),
    [
        pytest.param({"X": ALL}, "X", id="all of it to one"),
        pytest.param({"X": ALL_PEOPLE, "Y": NONE}, "X", id="all the people to one, land to another"),
        pytest.param({"X": SOME, "Y": SOME}, None, id="divided"),
        pytest.param({"X": SOME}, None, id="part of it to one, the rest nobody knows where"),
        pytest.param({"X": ALL_PEOPLE, "Y": SOME}, None, id="all, and some elsewhere"),
        pytest.param({"X": ALL, "Y": ALL}, None, id="all to two"),
        pytest.param({"X": NONE, "Y": ""}, None, id="a part that nobody noted"),
        pytest.param({"X": NONE}, None, id="land alone"),
    ],
)
def test_figures_go_where_everybody_went(notes: dict[str, str], carried_to: str | None) -> None:
    found = successors(("A", successor, note) for successor, note in notes.items())
    assert [one.successor_code for one in found if one.is_carried] == ([carried_to] if carried_to else [])


def test_two_thirds_of_the_wards_of_hanoi_are_carried_over() -> None:
    carried = Counter(row["valid_from"] for row in read_successors().to_pylist() if row["is_carried"])
    assert list(carried.values()) == [408, 366, 126]  # of 579 before 2025, of 526 before July, of 126 since


def test_every_ward_has_a_successor_and_one_of_july_2025_is_its_own() -> None:
    found = read_successors().to_pylist()
    assert len({row["ward_code"] for row in found if row["valid_from"].year == 1900}) == 579
    new = [row for row in found if row["valid_from"] == dt.date(2025, 7, 1)]
    assert {row["ward_code"] for row in new} == {row["successor_code"] for row in found}
    assert all(row["ward_code"] == row["successor_code"] for row in new)
