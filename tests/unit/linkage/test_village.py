import pytest

from doisoat.linkage.village import village_key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Tổ dân phố số 05", "TDP 5"), ("Thôn Đông", "thon dong"), ("Xóm 3", "xóm  03"), ("Thôn Ba Xã", "BA XÃ")],
)
def test_one_village_written_two_ways(one: str, other: str) -> None:
    assert village_key(one) == village_key(other)


def test_villages_that_differ_keep_apart() -> None:
    assert village_key("Thôn 1") != village_key("Thôn 11")


@pytest.mark.parametrize("text", [None, "", " - "])
def test_nothing_written_is_no_village(text: str | None) -> None:
    assert village_key(text) is None


def test_a_kind_without_a_name_stays() -> None:
    assert village_key("Thôn") == "thon"
