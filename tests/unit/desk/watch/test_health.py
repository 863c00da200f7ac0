"""What a delivery is worth a remark for."""

import datetime as dt
from typing import Any

import pytest

from doisoat.desk.watch.health import deliveries

FRIDAY, THURSDAY = dt.date(2024, 1, 12), dt.date(2024, 1, 11)


def row(**values: Any) -> dict[str, Any]:
    usual = {"feed": "beneficiaries", "sender": "so-ldtbxh", "sequence": 1, "delivery_date": FRIDAY}
    return {**usual, "outcome": "accepted", "replaced": False, "rows_read": 100, "former_rows": 100, **values}


@pytest.mark.parametrize(
    ("given", "health"),
    [
        pytest.param(row(), "good", id="as usual"),
        pytest.param(row(former_rows=None), "good", id="the first delivery of all"),
        pytest.param(row(rows_read=89), "short", id="more than a tenth shorter"),
        pytest.param(row(rows_read=90), "good", id="a tenth shorter"),
        pytest.param(row(delivery_date=THURSDAY), "late", id="carried forward"),
        pytest.param(row(delivery_date=THURSDAY, rows_read=1), "late", id="carried forward, not short"),
        pytest.param(row(replaced=True), "replaced", id="replaced by a later sequence"),
        pytest.param(row(outcome="refused", rows_read=0, delivery_date=None), "refused", id="refused"),
    ],
)
def test_its_health(given: dict[str, Any], health: str) -> None:
    (found,) = deliveries([given], FRIDAY)
    assert found.health == health


def test_a_full_delivery_below_a_fresh_delta_is_not_late() -> None:
    found = deliveries([row(feed="population", delivery_date=THURSDAY), row(feed="population", rows_read=100)], FRIDAY)
    assert [d.health for d in found] == ["good", "good"]


def test_a_late_delivery_tells_its_age() -> None:
    (found,) = deliveries([row(delivery_date=THURSDAY)], FRIDAY)
    assert found.days_old == 1
