from typing import Any

import pytest
import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.reconcile.policy import Policy, load_policy


@pytest.fixture
def raw() -> dict[str, Any]:
    policy: dict[str, Any] = yaml.safe_load((CONFIG / "policy.yaml").read_text(encoding="utf-8"))
    return policy


def test_policy_that_is_shipped_is_sound() -> None:
    assert load_policy().problems() == []


@pytest.mark.parametrize(
    ("part", "change", "problem"),
    [
        pytest.param("pay", {"mismatch": "account"}, "only verified and representative", id="into another's account"),
        pytest.param("pay", {"verified": "cheque"}, "account or postal_cash", id="unknown channel"),
        pytest.param("pay", {"lost": "postal_cash"}, "must name exactly", id="unknown status"),
        pytest.param("hold", ["duplicate", "unmatched", "review"], "deceased", id="the dead are paid"),
        pytest.param("hold", ["deceased", "duplicate", "unmatched", "review"], "come first", id="duplicate hidden"),
        pytest.param("last_month", ["moved_out"], "must end with death", id="the dead stay entitled"),
        pytest.param("last_month", ["deceased", "poor"], "not one of deceased", id="unknown status of a person"),
        pytest.param("hold", ["duplicate", "deceased", "unmatched", "review"], "must be held", id="paid after the end"),
        pytest.param("account", {"close_probability": 1.5}, "close_probability", id="not a probability"),
        pytest.param("account", {"patience": 1}, "patience", id="unknown rule"),
    ],
)
def test_unsafe_policy_is_refused(raw: dict[str, Any], part: str, change: Any, problem: str) -> None:
    raw[part] = change if isinstance(change, list) else {**raw[part], **change}
    with pytest.raises(SettingsError, match=problem):
        Policy.from_mapping(raw)
