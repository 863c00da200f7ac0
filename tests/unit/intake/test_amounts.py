import pytest

from doisoat.intake.amounts import read_amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        pytest.param("540000", 540000, id="digits"),
        pytest.param("500.000", 500000, id="dot of thousands"),
        pytest.param("500,000 đ", 500000, id="comma of thousands and currency"),
        pytest.param("1.234.567", 1234567, id="two groups"),
        pytest.param("500 000 VNĐ", 500000, id="space of thousands"),
        pytest.param("500\u00a0000 đồng", 500000, id="no-break space"),
        pytest.param("540000.0", 540000, id="number turned to text"),
        pytest.param("1.234.567,00", 1234567, id="fraction of nothing"),
        pytest.param("-500.000", -500000, id="negative"),
        pytest.param("0", 0, id="nothing"),
        pytest.param("540000.5", None, id="half a đồng"),
        pytest.param("1.234,567", None, id="mixed separators"),
        pytest.param("5E+05", None, id="exponent is damage"),
        pytest.param("12.34.567", None, id="groups out of step"),
        pytest.param("nhiều", None, id="words"),
        pytest.param("٥٠٠", None, id="other digits"),
        pytest.param("9" * 16, None, id="too large"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="null"),
    ],
)
def test_amounts_as_rolls_write_them(text, amount):
    assert read_amount(text) == amount
