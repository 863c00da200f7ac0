import pytest

from doisoat.worklists.order import UNKNOWN, name_key, natural_key, place, village_key


@pytest.mark.parametrize(
    ("text", "village", "address"),
    [
        ("Thôn Đông", "Thôn Đông", ""),
        ("Số 5 ngõ 12, Tổ dân phố 3", "Tổ dân phố 3", "Số 5 ngõ 12"),
        ("Tổ 3, số nhà 7, ngách 2", "Tổ 3", "số nhà 7, ngách 2"),
        ("  Tổ   3 ", "Tổ 3", ""),
        ("Đường Láng, số 7", "Đường Láng, số 7", ""),
        (None, UNKNOWN, ""),
        ("", UNKNOWN, ""),
    ],
)
def test_village_and_address_are_told_apart(text: str | None, village: str, address: str) -> None:
    assert place(text) == (village, address)


def test_villages_are_ordered_by_number_and_the_unknown_one_is_last() -> None:
    villages = [UNKNOWN, "Tổ 10", "Thôn Đông", "Tổ 2"]
    assert sorted(villages, key=village_key) == ["Tổ 2", "Tổ 10", "Thôn Đông", UNKNOWN]


def test_houses_are_ordered_as_they_stand() -> None:
    houses = ["ngõ 12 số 3", "ngõ 9 số 20", "ngõ 12 số 3A", "ngõ 9 số 3"]
    assert sorted(houses, key=natural_key) == ["ngõ 9 số 3", "ngõ 9 số 20", "ngõ 12 số 3", "ngõ 12 số 3A"]


def test_people_are_ordered_by_given_name() -> None:
    names = ["Nguyễn Văn Bình", "Trần Thị An", "Lê Văn An"]
    assert sorted(names, key=name_key) == ["Lê Văn An", "Trần Thị An", "Nguyễn Văn Bình"]
