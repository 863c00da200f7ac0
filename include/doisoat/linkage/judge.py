"""Judgement, apart from scoring: which links are accepted, which a person must look at."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.levels import BIRTH_AGREES, Birth, Id
from doisoat.linkage.model import Decision, Floats
from doisoat.names.compare import AGREEING, NameDifference

Flags = NDArray[np.bool_]

# What twins' names look like when the number of one stands with the name of the other.
LIKE_A_TWIN = frozenset({NameDifference.TONES, NameDifference.REGIONAL})
# The name is the same person's beyond doubt, whatever the number says.
OWN_NAME = frozenset({NameDifference.SAME, NameDifference.SPELLING, NameDifference.TONELESS})
# The given name is equal, or one letter apart: a badly written name, not a twin's.
GIVEN_NAME = frozenset({
    NameDifference.NEAR,
    NameDifference.SURNAME_GIVEN,
    NameDifference.GIVEN_MIDDLE,
    NameDifference.GIVEN,
})


def verified(levels: pa.Table) -> Flags:
    """An equal identifier counts only where name and birth agree as well: one wrong digit hits another person.

    A name that a twin could bear is left to the comparison with other candidates.
    """
    name = AGREEING - LIKE_A_TWIN
    return _identified(levels) & _agrees(levels, "name", name) & _agrees(levels, "birth", BIRTH_AGREES)


def acceptable(levels: pa.Table) -> Flags:
    """Whatever the score, what a link by probability needs: an agreeing name and with it an agreeing birth, or an
    equal identifier that the birth does not contradict; or an equal identifier, the whole birth date and the given
    name, where the rest of the name is badly written."""
    birth = _agrees(levels, "birth", BIRTH_AGREES)
    contradicted = _agrees(levels, "birth", frozenset({Birth.OTHER}))
    named = _agrees(levels, "name", AGREEING) & (birth | (_identified(levels) & ~contradicted))
    badly_written = _agrees(levels, "name", GIVEN_NAME) & _agrees(levels, "birth", frozenset({Birth.SAME}))
    return named | (badly_written & _identified(levels))


def contested(record: NDArray[np.int64], levels: pa.Table) -> Flags:
    """Pairs that rest on an equal identifier with another form of the name, while somebody else among the record's
    candidates has that very name and birth: the number may be a twin's or a relative's. Nobody is guessed there."""
    own = _agrees(levels, "name", OWN_NAME)
    namesake = own & _agrees(levels, "birth", BIRTH_AGREES) & ~_identified(levels)
    disputed = np.zeros(int(record.max(initial=-1)) + 1, dtype=np.bool_)
    disputed[record[namesake]] = True
    return _identified(levels) & ~own & disputed[record]


def accept(probability: Floats, runner_up: Floats, allowed: Flags, decision: Decision) -> Flags:
    """The most probable links, as many as keep the expected share of false ones within the decision's target."""
    clear = probability >= decision.margin * runner_up
    good = np.flatnonzero(allowed & clear & (probability >= decision.accept_from))
    order = good[np.argsort(-probability[good], kind="stable")]
    share = np.cumsum(1 - probability[order]) / np.arange(1, len(order) + 1)
    accepted = np.zeros(len(probability), dtype=np.bool_)
    accepted[order[share <= decision.expected_false_links]] = True
    return accepted


def _identified(levels: pa.Table) -> Flags:
    return _agrees(levels, "id", frozenset({Id.SAME, Id.OLD_SAME}))


def _agrees(levels: pa.Table, field: str, kinds: frozenset[int]) -> Flags:
    found: Flags = np.isin(levels[f"{field}_level"].to_numpy(), list(kinds))
    return found
