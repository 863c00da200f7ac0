import datetime as dt

import pytest

from doisoat.intake.workbook import cell_text


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        pytest.param(1145012345.0, "1145012345", id="id typed as a number"),
        pytest.param(79045012345678.0, "79045012345678", id="no exponent"),
        pytest.param(0.5, "0.5", id="fraction"),
        pytest.param(True, "1", id="truth"),
        pytest.param(dt.date(1945, 3, 15), "1945-03-15", id="date"),
        pytest.param(dt.datetime(1945, 3, 15), "1945-03-15", id="midnight"),
        pytest.param(dt.datetime(1945, 3, 15, 8, 30), "1945-03-15 08:30:00", id="with time"),
        pytest.param(" Bùi Văn An ", "Bùi Văn An", id="text"),
        pytest.param("", "", id="empty"),
    ],
)
def test_a_cell_becomes_the_text_a_person_reads(cell, text):
    assert cell_text(cell) == text
