"""Areas in the order that a reader asks for."""

from typing import Any

import pytest

from doisoat.desk.watch.coverage import Order, ordered


def area(name: str, share: float | None) -> dict[str, Any]:
    return {"area": name, "share": share, "beneficiaries": len(name)}


AREAS = [area("b", 0.9), area("aa", None), area("c", 0.5)]


def names(sort: str) -> list[str]:
    return [a["area"] for a in ordered(AREAS, Order.read(sort))]


def test_the_worst_share_comes_first_and_the_unknown_last() -> None:
    assert names("share") == ["c", "b", "aa"]


def test_the_other_way_round_the_unknown_comes_last_too() -> None:
    assert names("-share") == ["b", "c", "aa"]


def test_counts_are_sorted_from_the_largest() -> None:
    assert names("beneficiaries")[0] == "aa"


@pytest.mark.parametrize("sort", ["full_name", "-full_name", "", "--share"])
def test_an_unknown_column_sorts_by_area(sort: str) -> None:
    assert names(sort) == ["aa", "b", "c"]


def test_a_second_click_on_a_column_turns_its_order_and_a_third_turns_it_back() -> None:
    orders = [Order.read("area")]
    for column in ("share", "share", "share", "beneficiaries"):
        orders.append(orders[-1].after_click(column))
    assert [str(order) for order in orders] == ["area", "share", "-share", "share", "beneficiaries"]
    assert [order.descends for order in orders] == [False, False, True, False, True]
