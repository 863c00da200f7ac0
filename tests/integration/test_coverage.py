"""Coverage over nights, on the real PostgreSQL: every date kept, the forecast made from those before."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from published import FRIDAY, SATURDAY, SUNDAY, area, ask, beneficiary, night, show

pytestmark = pytest.mark.stack
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (dt.date(2024, 1, day) for day in (8, 9, 10, 11))
JULY = dt.date(2025, 7, 1)
FORECAST = "select with_account, forecast_share, will_miss from reconciled.coverage where business_date = %s"
RANGE = "select forecast_low, forecast_share, forecast_high from reconciled.coverage where business_date = %s"


def cover(url: str, date: dt.date, with_account: int, **values: Any) -> dict[str, int]:
    share = area("district/001", with_account=with_account, **{"no_account": 100 - with_account, **values})
    return show(url, date, night(date, beneficiary("A"), areas=(share,)))


def test_three_working_days_make_a_forecast_and_two_do_not(url: str) -> None:
    for date, count in ((MONDAY, 70), (TUESDAY, 71), (WEDNESDAY, 72)):
        cover(url, date, count)
    assert ask(url, FORECAST, TUESDAY) == [(71, None, None)]
    assert ask(url, FORECAST, WEDNESDAY) == [(72, 0.79, True)]  # by Friday 19, seven working days


def test_weekend_is_no_working_day(url: str) -> None:
    for date, count in ((THURSDAY, 70), (FRIDAY, 71), (SATURDAY, 73), (SUNDAY, 74)):
        cover(url, date, count)
    assert ask(url, FORECAST, SUNDAY) == [(74, None, None)]
    cover(url, dt.date(2024, 1, 15), 78)
    assert ask(url, FORECAST, dt.date(2024, 1, 15)) == [(78, 0.94, True)]  # 8 in two days, and four days to come


def test_area_that_gets_there_will_not_miss(url: str) -> None:
    for date, count in ((MONDAY, 40), (TUESDAY, 55), (WEDNESDAY, 70)):
        cover(url, date, count)
    assert ask(url, FORECAST, WEDNESDAY) == [(70, 1.0, False)]


def test_uneven_days_make_a_wider_range_than_even_ones(url: str) -> None:
    widths = []
    for way in ([70, 72, 74, 76, 78], [70, 75, 73, 80, 78]):
        for date, count in zip((MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY), way, strict=True):
            cover(url, date, count, target_date=dt.date(2024, 1, 16))
        ((low, share, high),) = ask(url, RANGE, FRIDAY)
        assert share == 0.82
        widths.append(high - low)
    assert 0.02 < widths[0] < 0.1 < widths[1]  # even days: an entry in four days may be chance


def test_nine_forecasts_of_ten_hold(url: str) -> None:
    """Two hundred areas of 400 entries, each opening a random number of accounts a day, as Poisson has it."""
    dice = np.random.default_rng(20240112)
    areas, days = 200, [FRIDAY - dt.timedelta(days=age) for age in (11, 10, 9, 8, 7, 4, 3, 2, 1, 0)]
    pace = dice.uniform(0.2, 9, areas)
    held = 100 + np.cumsum(dice.poisson(pace, (len(days) + 5, areas)), axis=0)
    for date, counts in zip(days, held, strict=False):
        rows = tuple(area(f"ward/{n}", with_account=int(c), no_account=400 - int(c)) for n, c in enumerate(counts))
        show(url, date, night(date, areas=rows))
    forecasts = ask(
        url, "select area, forecast_low, forecast_high from reconciled.coverage where business_date = %s", FRIDAY
    )
    holds = [low <= held[-1][int(name.split("/")[1])] / 400 <= high for name, low, high in forecasts]
    assert len(holds) == areas
    assert 0.86 < sum(holds) / areas < 0.94


def test_after_the_target_date_the_share_itself_decides(url: str) -> None:
    cover(url, FRIDAY, 70, target_date=FRIDAY)
    cover(url, SATURDAY, 100, target_date=FRIDAY)
    assert ask(url, FORECAST, FRIDAY) + ask(url, FORECAST, SATURDAY) == [(70, None, True), (100, None, False)]


def test_area_without_anybody_to_pay_has_no_forecast(url: str) -> None:
    for date in (MONDAY, TUESDAY, WEDNESDAY):
        cover(url, date, 0, no_account=0, beneficiaries=0)
    assert ask(url, FORECAST, WEDNESDAY) == [(0, None, None)]


def test_same_night_again_touches_no_row_and_an_older_one_no_later_row(url: str) -> None:
    for date, count in ((MONDAY, 70), (TUESDAY, 71), (WEDNESDAY, 72)):
        cover(url, date, count)
    assert cover(url, WEDNESDAY, 72)["coverage"] == 0
    assert cover(url, MONDAY, 60)["coverage"] == 1
    assert ask(url, FORECAST, WEDNESDAY) == [(72, 0.79, True)]


def test_area_that_is_no_longer_there_goes_from_that_night_alone(url: str) -> None:
    cover(url, FRIDAY, 70)
    show(url, SATURDAY, night(SATURDAY, beneficiary("A")))
    assert ask(url, "select business_date from reconciled.coverage") == [(FRIDAY,)]


def ward(code: str, with_account: int, *, district: str = "001") -> dict[str, Any]:
    place = {"level": "ward", "district_code": district, "ward_code": code}
    return area(f"ward/{district}/{code}", with_account=with_account, no_account=10, **place)


def test_figures_of_old_wards_are_carried_to_new_ones_or_said_not_to_be(url: str) -> None:
    """Phúc Xá (00001) is in Hồng Hà (00097); Trúc Bạch (00004) in Ba Đình, whose code is 00004; 00553 is divided."""
    divided = ward("00553", 50, district="018")
    areas = (ward("00001", 1), ward("00004", 2), divided, ward("unknown", 4, district="unknown"))
    show(url, FRIDAY, night(FRIDAY, areas=areas))
    show(url, JULY, night(JULY, areas=(ward("00004", 7, district="none"),)))
    carried = "select ward_code, with_account, no_account, divided, is_whole from reconciled.coverage_carried"
    parts = [(code, 0, 0, 60, False) for code in ("00136", "00541", "00562", "00565")]
    assert ask(url, f"{carried} where business_date = %s order by 1", FRIDAY) == [
        ("00004", 2, 10, 0, True),
        ("00097", 1, 10, 0, True),
        *parts,
    ]
    assert ask(url, f"{carried} where business_date = %s", JULY) == [("00004", 7, 10, 0, True)]
    columns = "district_code, ward_code, beneficiaries, successor_codes"
    left = f"select {columns} from reconciled.coverage_not_carried order by 1"
    assert ask(url, left) == [
        ("018", "00553", 60, ["00136", "00541", "00562", "00565"]),
        ("unknown", "unknown", 14, None),
    ]
