from typing import Any

import pytest

from doisoat.errors import SettingsError
from doisoat.reconcile.programmes import Together, load_together
from doisoat.storage.reference import load_programmes

GOOD: dict[str, Any] = {"regimes": {"a": ["1"]}, "rules": [["a", "a", "both"], ["any", "any", "highest"]]}


def test_every_programme_of_the_reference_tables_is_in_a_regime() -> None:
    together = load_together()
    assert [code for code in load_programmes() if together.regime(code) is None] == []


def test_verdict_does_not_depend_on_the_order() -> None:
    together, codes = load_together(), sorted(load_programmes())
    assert all(together.verdict(a, b) == together.verdict(b, a) for a in codes for b in codes)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        pytest.param({"rules": [["b", "a", "both"], *GOOD["rules"]]}, "unknown regime", id="unknown regime"),
        pytest.param({"rules": [["a", "a", "maybe"], *GOOD["rules"]]}, "unknown regime or verdict", id="verdict"),
        pytest.param({"rules": GOOD["rules"][:1]}, "last rule", id="pairs without a verdict"),
        pytest.param({"rules": []}, "last rule", id="no rules"),
        pytest.param({"regimes": None}, "programmes_together", id="no regimes"),
    ],
)
def test_table_that_cannot_be_used_is_refused(wrong: dict[str, Any], problem: str) -> None:
    assert Together.from_mapping(GOOD).verdict("1", "12") == "both"
    with pytest.raises(SettingsError, match=problem):
        Together.from_mapping({**GOOD, **wrong})
