"""Coverage over nights, on the real PostgreSQL: every date kept, the forecast made from those before."""

import datetime as dt
from typing import Any

import pytest

from doisoat.publish.migrate import migrate
from published import FRIDAY, SATURDAY, SUNDAY, area, ask, beneficiary, night, show

pytestmark = pytest.mark.stack
FORECAST = "select with_account, forecast_share, will_miss from reconciled.coverage where business_date = %s"


@pytest.fixture
def url(warehouse_url: str) -> str:
    migrate(warehouse_url)
    return warehouse_url


def cover(url: str, date: dt.date, with_account: int, **values: Any) -> dict[str, int]:
    share = area("district/001", with_account=with_account, **{"no_account": 100 - with_account, **values})
    return show(url, date, night(date, beneficiary("A"), areas=(share,)))


def test_three_nights_make_a_forecast_and_two_do_not(url: str) -> None:
    for date, count in ((FRIDAY, 70), (SATURDAY, 71), (SUNDAY, 72)):
        cover(url, date, count)
    assert ask(url, FORECAST, SATURDAY) == [(71, None, None)]
    assert ask(url, FORECAST, SUNDAY) == [(72, 0.78, True)]


def test_area_that_gets_there_will_not_miss(url: str) -> None:
    for date, count in ((FRIDAY, 40), (SATURDAY, 55), (SUNDAY, 70)):
        cover(url, date, count)
    assert ask(url, FORECAST, SUNDAY) == [(70, 1.0, False)]


def test_after_the_target_date_the_share_itself_decides(url: str) -> None:
    cover(url, FRIDAY, 70, target_date=FRIDAY)
    cover(url, SATURDAY, 100, target_date=FRIDAY)
    assert ask(url, FORECAST, FRIDAY) + ask(url, FORECAST, SATURDAY) == [(70, None, True), (100, None, False)]


def test_area_without_anybody_to_pay_has_no_forecast(url: str) -> None:
    for date in (FRIDAY, SATURDAY, SUNDAY):
        cover(url, date, 0, no_account=0, beneficiaries=0)
    assert ask(url, FORECAST, SUNDAY) == [(0, None, None)]


def test_same_night_again_touches_no_row_and_an_older_one_no_later_row(url: str) -> None:
    for date, count in ((FRIDAY, 70), (SATURDAY, 71), (SUNDAY, 72)):
        cover(url, date, count)
    assert cover(url, SUNDAY, 72)["coverage"] == 0
    assert cover(url, FRIDAY, 60)["coverage"] == 1
    assert ask(url, FORECAST, SUNDAY) == [(72, 0.78, True)]


def test_area_that_is_no_longer_there_goes_from_that_night_alone(url: str) -> None:
    cover(url, FRIDAY, 70)
    show(url, SATURDAY, night(SATURDAY, beneficiary("A")))
    assert ask(url, "select business_date from reconciled.coverage") == [(FRIDAY,)]
