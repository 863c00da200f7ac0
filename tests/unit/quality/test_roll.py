"""How far a roll may be from the one of the night before."""

from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.quality.roll import RollBounds, load_bounds


@pytest.mark.parametrize(
    ("former", "bounds"),
    [
        (None, (0, None)),
        (0, (0, None)),
        (1, (1, 1)),
        (100, (90, 199)),
        (101, (91, 201)),
        (515_903, (464_313, 1_031_805)),
    ],
)
def test_a_tenth_may_go_and_twice_as_many_are_too_many(former: int | None, bounds: tuple[int, int | None]) -> None:
    assert RollBounds(drop=0.1, growth=2.0).around(former) == bounds


def test_bounds_that_are_shipped_are_sound() -> None:
    assert load_bounds().drop < 1


@pytest.mark.parametrize("roll", [{"drop": 1, "growth": 2}, {"drop": 0.1, "growth": 1}, {"drop": "much"}, None])
def test_bounds_that_let_everything_through_are_refused(roll: Any) -> None:
    with pytest.raises(SettingsError, match=r"gate\.yaml"):
        RollBounds.from_mapping({"roll": roll})
