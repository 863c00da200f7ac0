"""Areas in the order that a reader asks for."""

from typing import Any

from doisoat.desk.watch.coverage import ordered


def area(name: str, share: float | None) -> dict[str, Any]:
    return {"area": name, "share": share, "beneficiaries": len(name)}


AREAS = [area("b", 0.9), area("aa", None), area("c", 0.5)]


def test_the_worst_share_comes_first_and_the_unknown_last() -> None:
    assert [a["area"] for a in ordered(AREAS, "share")] == ["c", "b", "aa"]


def test_counts_are_sorted_from_the_largest() -> None:
    assert ordered(AREAS, "beneficiaries")[0]["area"] == "aa"


def test_an_unknown_column_sorts_by_area() -> None:
    assert [a["area"] for a in ordered(AREAS, "full_name")] == ["aa", "b", "c"]
