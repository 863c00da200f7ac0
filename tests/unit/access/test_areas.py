"""Area codes mean something on a date only."""

import datetime as dt

import pytest

from doisoat.access.areas import OF_OLD, Area, area_of
from doisoat.errors import SettingsError

JANUARY_2024, MARCH_2025, AUGUST_2025 = dt.date(2024, 1, 12), dt.date(2025, 3, 1), dt.date(2025, 8, 1)


@pytest.mark.parametrize(
    ("text", "date", "area"),
    [
        pytest.param("city", AUGUST_2025, Area("city", None, OF_OLD), id="city"),
        pytest.param("001", MARCH_2025, Area("district", "001", OF_OLD), id="district, whose code never changed"),
        pytest.param("00004", JANUARY_2024, Area("ward", "00004", OF_OLD), id="Trúc Bạch"),
        pytest.param("00004", MARCH_2025, Area("ward", "00004", OF_OLD), id="Trúc Bạch still"),
        pytest.param("00004", AUGUST_2025, Area("ward", "00004", dt.date(2025, 7, 1)), id="Ba Đình by now"),
        pytest.param("09538", MARCH_2025, Area("ward", "09538", dt.date(2025, 1, 1)), id="named anew in January 2025"),
    ],
)
def test_code_means_an_area_since_a_date(text: str, date: dt.date, area: Area) -> None:
    assert area_of(text, date) == area


@pytest.mark.parametrize(("text", "date"), [("001", AUGUST_2025), ("00001", AUGUST_2025), ("4", JANUARY_2024)])
def test_code_that_means_nothing_on_the_date_is_refused(text: str, date: dt.date) -> None:
    with pytest.raises(SettingsError, match="AREA is city, or the code of a district or ward on"):
        area_of(text, date)
