from dataclasses import replace
from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.linkage.model import current_model
from doisoat.linkage.nights import Nights, basis_of, load_nights, method_digest


def test_the_installation_says_when_a_night_is_full() -> None:
    assert load_nights() == Nights(full_after_days=7, largest_change=0.1)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param({"full_after_days": 7}, "exactly", id="one missing"),
        pytest.param({"full_after_days": 7, "largest_change": 0.1, "more": 1}, "exactly", id="one too many"),
        pytest.param({"full_after_days": 0, "largest_change": 0.1}, "full_after_days", id="no days"),
        pytest.param({"full_after_days": 7, "largest_change": "much"}, "largest_change", id="no share"),
        pytest.param({"full_after_days": 7, "largest_change": 2}, "largest_change", id="more than all"),
    ],
)
def test_anything_else_is_an_error_that_names_it(content: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingsError, match=problem):
        Nights.from_mapping(content)


def test_another_model_is_another_method_and_another_register_another_basis() -> None:
    model = current_model()
    assert method_digest(model) == method_digest(current_model())
    assert method_digest(model) != method_digest(replace(model, largest_block=1))
    assert basis_of("m", "a") != basis_of("m", "b")
