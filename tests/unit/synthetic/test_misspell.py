import pytest

from doisoat.synthetic.dice import Dice, stream
from doisoat.synthetic.misspell import MISTAKES, misspell


@pytest.fixture
def dice() -> Dice:
    return Dice(stream(1, "test"))


def test_without_rates_a_name_stays(dice: Dice) -> None:
    assert misspell("Nguyễn Thị Hòa", "F", dict.fromkeys(MISTAKES, 0.0), dice) == ("Nguyễn Thị Hòa", [])


@pytest.mark.parametrize(
    ("kind", "name", "written"),
    [
        pytest.param("eth", "Đỗ Đức Anh", {"Ðỗ Ðức Anh"}, id="eth for the d with a stroke"),
        pytest.param("tone_place", "Lê Văn Hòa", {"Lê Văn Hoà"}, id="tone place"),
        pytest.param("i_y", "Lê Văn Kỳ", {"Lê Văn Kì"}, id="i for y"),
        pytest.param("middle_dropped", "Lê Văn Hòa", {"Lê Hòa"}, id="middle dropped"),
        pytest.param(
            "abbreviation",
            "Lê Văn Hùng",
            {"Lê V. Hùng", "Lê V Hùng", "Le Văn Hùng", "Lệ Văn Hùng"},
            id="abbreviated",
        ),
    ],
)
def test_each_mistake_is_told(kind: str, name: str, written: set[str], dice: Dice) -> None:
    changed, kinds = misspell(name, "M", {kind: 1.0}, dice)
    assert changed in written
    assert kinds == [f"name_{kind}"]


def test_a_mistake_that_cannot_be_made_is_not_told(dice: Dice) -> None:
    assert misspell("Lê Lan", "F", {"middle_dropped": 1.0, "eth": 1.0}, dice) == ("Lê Lan", [])


def test_a_title_suits_the_sex(dice: Dice) -> None:
    titles = {misspell("Lê Lan", "F", {"title": 1.0}, dice)[0].removesuffix(" Lê Lan") for _ in range(50)}
    assert "Bà" in titles
    assert "Ông" not in titles
