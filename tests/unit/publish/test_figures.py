import datetime as dt

import pytest

from doisoat.publish.figures import Delivery, Figures

DATE = dt.date(2024, 1, 12)


def delivery(sequence: int, rows: int, *, outcome: str = "accepted", replaced: bool = False) -> Delivery:
    return Delivery("accounts", "970436", sequence, DATE, outcome, None, replaced, 1, rows, rows - 1, 1)


@pytest.fixture
def figures() -> Figures:
    deliveries = (delivery(1, 10, replaced=True), delivery(2, 12), delivery(3, 99, outcome="refused"))
    channels = {"bank": 3, "social_security": 2, "mobile_money": 1, "postal_cash": 5, "hold": 7}
    labels = {("pay_channel", "hold"): ("Tạm dừng chi", "On hold")}
    return Figures(
        DATE, "r", dt.datetime(2024, 1, 12, tzinfo=dt.UTC), deliveries, 18, 4, {}, {}, {}, channels, {}, {}, (), labels
    )


def test_only_what_was_used_counts_as_read(figures: Figures) -> None:
    assert (figures.rows_read("accounts"), figures.rows_accepted("accounts"), figures.rows_read("population")) == (
        12,
        11,
        0,
    )


def test_channels_add_up(figures: Figures) -> None:
    assert (figures.payable_by_account, figures.postal_cash, figures.held) == (6, 5, 7)
