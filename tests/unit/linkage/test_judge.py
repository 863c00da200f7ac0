from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from doisoat.linkage.judge import accept, acceptable, contested, verified
from doisoat.linkage.levels import Birth, Id
from doisoat.linkage.model import Decision
from doisoat.names.compare import NameDifference

DECISION = Decision(expected_false_links=0.0005, accept_from=0.98, review_from=0.05, margin=50)


def levels(name: NameDifference, birth: Birth, identity: Id) -> pa.Table:
    return pa.table({"name_level": [int(name)], "birth_level": [int(birth)], "id_level": [int(identity)]})


@pytest.mark.parametrize(
    ("name", "birth", "holds"),
    [
        pytest.param(NameDifference.TONELESS, Birth.SAME, True, id="name and birth agree"),
        pytest.param(NameDifference.TRUNCATED, Birth.PARTIAL, True, id="cut by a bank, year only"),
        pytest.param(NameDifference.OTHER, Birth.SAME, False, id="name contradicts"),
        pytest.param(NameDifference.SURNAME_MIDDLE, Birth.SAME, False, id="a twin's number"),
        pytest.param(NameDifference.TONES, Birth.SAME, False, id="a twin's tones"),
        pytest.param(NameDifference.SAME, Birth.OTHER, False, id="birth contradicts"),
        pytest.param(NameDifference.SAME, Birth.MISSING, False, id="birth unknown"),
    ],
)
def test_an_equal_identifier_needs_name_and_birth(name: NameDifference, birth: Birth, holds: bool) -> None:
    assert verified(levels(name, birth, Id.SAME))[0] == holds


def test_without_an_identifier_an_unknown_birth_is_not_acceptable() -> None:
    assert not acceptable(levels(NameDifference.SAME, Birth.MISSING, Id.MISSING))[0]
    assert acceptable(levels(NameDifference.SAME, Birth.MISSING, Id.SAME))[0]


def test_an_equal_identifier_does_not_outweigh_another_birth_or_name() -> None:
    assert not acceptable(levels(NameDifference.SAME, Birth.OTHER, Id.SAME))[0]
    assert not acceptable(levels(NameDifference.OTHER, Birth.SAME, Id.SAME))[0]


def test_a_badly_written_name_is_acceptable_with_number_birth_and_given_name_only() -> None:
    assert acceptable(levels(NameDifference.NEAR, Birth.SAME, Id.SAME))[0]
    assert not acceptable(levels(NameDifference.NEAR, Birth.PARTIAL, Id.SAME))[0]
    assert not acceptable(levels(NameDifference.NEAR, Birth.SAME, Id.MISSING))[0]
    assert not acceptable(levels(NameDifference.SURNAME_MIDDLE, Birth.SAME, Id.SAME))[0]


def test_a_number_is_contested_where_somebody_else_has_the_very_name_and_birth() -> None:
    twin = levels(NameDifference.TONES, Birth.SAME, Id.SAME)
    self = levels(NameDifference.SAME, Birth.SAME, Id.OTHER)
    pairs = pa.concat_tables([twin, self, twin])
    assert contested(np.array([0, 0, 1]), pairs).tolist() == [True, False, False]


def test_a_namesake_does_not_contest_a_number_that_stands_with_the_very_name() -> None:
    pairs = pa.concat_tables([levels(NameDifference.SAME, Birth.SAME, i) for i in (Id.SAME, Id.OTHER)])
    assert not contested(np.array([0, 0]), pairs).any()


def accepted(probability: list[float], runner_up: list[float] | None = None, **changes: float) -> list[bool]:
    second = np.array(runner_up or [0.0] * len(probability))
    allowed = np.ones(len(probability), dtype=np.bool_)
    return list(accept(np.array(probability), second, allowed, replace(DECISION, **changes)))


def test_links_are_accepted_while_the_expected_false_share_stays_under_the_target() -> None:
    assert accepted([0.9999, 0.9999, 0.9985, 0.985]) == [True, True, False, False]
    assert accepted([0.9999, 0.9999, 0.9985, 0.985], expected_false_links=0.001) == [True, True, True, False]


def test_no_link_under_the_floor_is_accepted_whatever_the_share() -> None:
    assert accepted([0.97], expected_false_links=0.5) == [False]


def test_a_close_runner_up_is_never_guessed_away() -> None:
    assert accepted([0.9999], [0.5], margin=50) == [False]


def test_what_may_not_be_linked_is_not() -> None:
    assert not accept(np.array([1.0]), np.array([0.0]), np.array([False]), DECISION)[0]
