"""What differs is marked letter by letter, and nothing becomes markup that was none."""

import pytest

from doisoat.desk.review.letters import marked


@pytest.mark.parametrize(
    ("value", "other", "wanted"),
    [
        pytest.param("Nguyễn Thị Hồng", "Nguyễn Thị Hùng", "Nguyễn Thị H<mark>ồ</mark>ng", id="a tone and a vowel"),
        pytest.param("NGUYỄN THỊ HỒNG", "Nguyễn Thị Hồng", "NGUYỄN THỊ HỒNG", id="case is no difference"),
        pytest.param("Nguyê\u0303n", "Nguyễn", "Nguyễn", id="composed or not is no difference"),
        pytest.param("001185000001", "001185000011", "0011850000<mark>0</mark>1", id="a digit, place by place"),
        pytest.param("1950-02-17", "1950-12-07", "1950-<mark>0</mark>2-<mark>1</mark>7", id="parts of a date"),
        pytest.param("Ô. Vi Văn Lực", "Vi Văn Lực", "<mark>Ô. </mark>Vi Văn Lực", id="a title"),
        pytest.param("Lê An", None, "Lê An", id="nothing to compare with"),
        pytest.param("<script>", "x", "<mark>&lt;script&gt;</mark>", id="hostile text"),
        pytest.param("<b>", None, "&lt;b&gt;", id="hostile text alone"),
    ],
)
def test_what_differs_is_marked(value: str, other: str | None, wanted: str) -> None:
    assert marked(value, other) == wanted


def test_a_missing_value_is_a_dash() -> None:
    assert "–" in marked(None, "x")
