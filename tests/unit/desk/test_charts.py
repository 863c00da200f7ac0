"""Charts carry no inline style or script, say in words what they show, and survive gaps."""

from doisoat.desk.charts import bars, line


def test_a_line_has_a_gap_where_a_value_is_unknown() -> None:
    assert line([0.1, 0.2, None, 0.3, 0.4], label="x").count("<polyline") == 2


def test_a_line_that_ends_in_the_unknown_has_no_end_mark() -> None:
    assert "<circle" not in line([0.1, 0.2, None], label="x")


def test_nothing_known_is_no_chart() -> None:
    assert line([None, None], label="x") == ""
    assert bars([("good", 0)], label="x") == ""


def test_bars_fill_the_whole_width() -> None:
    drawn = bars([("good", 1), ("bad", 3)], label="x")
    assert 'width="30.00"' in drawn
    assert 'x="30.00" y="4" width="90.00"' in drawn


def test_a_label_cannot_become_markup() -> None:
    assert "<script" not in line([1, 2], label='"><script>')


def test_a_chart_has_no_inline_style() -> None:
    assert "style=" not in line([1, 2], label="x") + bars([("good", 1)], label="x")
