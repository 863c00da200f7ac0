"""Numbers as the readers of each language write them."""

import datetime as dt

import pytest

from doisoat.desk.numbers import date, duration, moment, number, percent


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (number(1234567, "vi"), "1.234.567"),
        (number(1234567, "en"), "1,234,567"),
        (number(None, "vi"), "–"),
        (percent(0.9312, "vi"), "93,1 %"),
        (percent(0.9312, "en", digits=2), "93.12 %"),
        (date(dt.date(2024, 1, 12)), "12/01/2024"),
        (moment(dt.datetime(2024, 1, 11, 18, 30, tzinfo=dt.UTC)), "12/01/2024 01:30"),
        (duration(42.3, "vi"), "42 giây"),
        (duration(190, "en"), "3 min 10 s"),
        (duration(3900, "vi"), "1 giờ 5 phút"),
        (duration(None, "en"), "–"),
    ],
)
def test_it_is_written_as_people_write_it(written: str, wanted: str) -> None:
    assert written == wanted
