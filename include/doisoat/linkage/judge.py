"""Judgement, apart from scoring: which links are accepted, which a person must look at."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from doisoat.linkage.levels import BIRTH_AGREES, Birth, Id
from doisoat.linkage.model import Decision, Floats
from doisoat.names.compare import AGREEING

Flags = NDArray[np.bool_]


def verified(levels: pa.Table) -> Flags:
    """An equal identifier counts only where name and birth agree as well: one wrong digit hits another person."""
    return _identified(levels) & _agrees(levels, "name", AGREEING) & _agrees(levels, "birth", BIRTH_AGREES)


def acceptable(levels: pa.Table) -> Flags:
    """Whatever the score, a link by probability needs an agreeing name, and with it an agreeing birth, or an equal
    identifier that the birth does not contradict."""
    birth = _agrees(levels, "birth", BIRTH_AGREES)
    contradicted = _agrees(levels, "birth", frozenset({Birth.OTHER}))
    return _agrees(levels, "name", AGREEING) & (birth | (_identified(levels) & ~contradicted))


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
