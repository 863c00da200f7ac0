"""How long a case may wait and be held: working days, and clear words for a bad configuration."""

import datetime as dt

import pytest

from doisoat.desk.review.rules import Rules, load_rules
from doisoat.errors import SettingsError


def test_a_case_is_due_after_working_days() -> None:
    friday = dt.date(2024, 1, 12)
    assert Rules(lease_minutes=15, answer_working_days=5).due(friday) == dt.date(2024, 1, 19)


def test_holidays_are_no_working_days() -> None:
    before_tet = dt.date(2024, 2, 7)
    assert Rules(lease_minutes=15, answer_working_days=1).due(before_tet) == dt.date(2024, 2, 15)


@pytest.mark.parametrize("raw", [{}, {"lease_minutes": 0, "answer_working_days": 5}, {"lease_minutes": "x"}])
def test_a_number_that_is_none_is_named(raw) -> None:
    with pytest.raises(SettingsError, match="desk.yaml: "):
        Rules.from_mapping(raw)


def test_a_lease_longer_than_the_database_grants_is_refused() -> None:
    with pytest.raises(SettingsError, match="at most 60"):
        Rules.from_mapping({"lease_minutes": 61, "answer_working_days": 5})


def test_the_configuration_that_is_shipped_can_be_used() -> None:
    assert load_rules().lease_minutes <= 60
