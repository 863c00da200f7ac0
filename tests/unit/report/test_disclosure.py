import pytest

from doisoat.report.disclosure import hidden, tellable


@pytest.mark.parametrize(
    ("counts", "kept_back"),
    [
        pytest.param([10, 20, 30], set(), id="nothing small"),
        pytest.param([0, 0, 30], set(), id="nobody is no small count"),
        pytest.param([3, 20, 10], {0, 2}, id="the next smallest with it, or subtraction tells it"),
        pytest.param([2, 4, 30], {0, 1}, id="two small ones come to 5 or more together"),
        pytest.param([1, 2, 30, 40], {0, 1, 2}, id="two that come to less take a third with them"),
        pytest.param([3, 0, 0], {0}, id="where there is nothing else the sum is small itself"),
    ],
)
def test_a_small_count_cannot_be_told_by_subtraction(counts: list[int], kept_back: set[int]) -> None:
    assert hidden(counts) == kept_back


def test_what_is_kept_back_is_none() -> None:
    assert tellable({"a": 3, "b": 9, "c": 20}) == {"a": None, "b": None, "c": 20}


def test_what_is_kept_back_for_another_reason_is_not_told_by_subtraction_either() -> None:
    assert tellable({"a": 30, "b": 9, "c": 20}, also={"a"}) == {"a": None, "b": None, "c": 20}


def test_parts_do_not_tell_a_sum_that_is_kept_back() -> None:
    assert tellable({"a": 30, "b": 0, "c": 20}, sum_is_told=False) == {"a": None, "b": 0, "c": None}
