import datetime as dt

import pytest

from doisoat.synthetic.habits import written_amount, written_area, written_date


@pytest.mark.parametrize(
    ("text", "style", "written"),
    [
        pytest.param("1945-03-15", "day_first", "15/03/1945", id="day first"),
        pytest.param("1945-03-15", "iso", "1945-03-15", id="iso"),
        pytest.param("1945-03-15", "excel", dt.date(1945, 3, 15), id="a real date"),
        pytest.param("1945-01-01", "serial", 16438, id="a serial number"),
        pytest.param("1945-03", "excel", "03/1945", id="a month is text in any style"),
        pytest.param("1945", "serial", "1945", id="a year too"),
        pytest.param("1945-15-03", "excel", "03/15/1945", id="what is no date is no Excel date"),
    ],
)
def test_a_date_is_written_in_the_clerks_style(text: str, style: str, written: object) -> None:
    assert written_date(text, style) == written


@pytest.mark.parametrize(("style", "written"), [("number", 1320000), ("dots", "1.320.000"), ("commas", "1,320,000 đ")])
def test_an_amount_is_a_number_or_text(style: str, written: object) -> None:
    assert written_amount(1320000, style) == written


@pytest.mark.parametrize(
    ("name", "style", "written"),
    [
        ("Phường Phúc Xá", "short", "P. Phúc Xá"),
        ("Thị xã Sơn Tây", "bare", "Sơn Tây"),
        ("Thị trấn Tây Đằng", "short", "TT Tây Đằng"),
    ],
)
def test_an_area_is_shortened(name: str, style: str, written: str) -> None:
    assert written_area(name, style) == written
