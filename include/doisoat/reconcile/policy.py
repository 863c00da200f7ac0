"""The payment policy as a table: include/config/policy.yaml, read and refused if it is not safe."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

ACCOUNT_STATUSES = (
    "verified",
    "close_match",
    "representative",
    "mismatch",
    "inactive",
    "not_found",
    "found_unlisted",
    "none",
)
HOLD_REASONS = (
    *("duplicate", "deceased", "missing", "moved_out", "unmatched", "review"),
    *("programme_conflict", "account_shared"),
)
GONE = ("deceased", "missing", "moved_out")
ACCOUNT = "account"  # the channel of the account's own type
PAYABLE = frozenset({"verified", "representative"})


@dataclass(frozen=True)
class AccountRules:
    """Bounds of account_status: probabilities (0 to 1), lengths and edits in letters, people in one account."""

    prior: float
    verified_probability: float
    close_probability: float
    cut_length: int
    name_edits: int
    shared_people: int


@dataclass(frozen=True)
class Policy:
    """`hold` in order of precedence; `pay` from account_status to `account`, or `postal_cash`.

    `last_month`: statuses of a person with which entitlement ends, after the month in which it happened.
    """

    version: int
    hold: tuple[str, ...]
    last_month: tuple[str, ...]
    pay: Mapping[str, str]
    account: AccountRules

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "Policy":
        """From the parsed YAML; SettingsError names the first thing that is wrong with it."""
        try:
            lists = tuple(raw["hold"]), tuple(raw["last_month"])
            policy = cls(int(raw["version"]), *lists, dict(raw["pay"]), AccountRules(**raw["account"]))
        except (KeyError, TypeError, ValueError) as error:
            raise SettingsError(f"policy.yaml: {error}") from None
        for problem in policy.problems():
            raise SettingsError(f"policy.yaml: {problem}")
        return policy

    def problems(self) -> list[str]:
        """Why this policy must not be used; empty if it may."""
        rules = self.account
        checks = {
            f"hold has a reason that is not one of {', '.join(HOLD_REASONS)}": set(self.hold) <= set(HOLD_REASONS),
            "hold names a reason twice": len(set(self.hold)) == len(self.hold),
            "duplicate must come first in hold": self.hold[:1] == ("duplicate",),
            "deceased, unmatched and review must be held": {"deceased", "unmatched", "review"} <= set(self.hold),
            f"last_month has a status that is not one of {', '.join(GONE)}": set(self.last_month) <= set(GONE),
            "entitlement must end with death: last_month": "deceased" in self.last_month,
            "whose entitlement ends must be held": set(self.last_month) <= set(self.hold),
            f"pay must name exactly {', '.join(ACCOUNT_STATUSES)}": set(self.pay) == set(ACCOUNT_STATUSES),
            "pay leads to account or postal_cash": set(self.pay.values()) <= {ACCOUNT, "postal_cash"},
            "only verified and representative lead to account": {s for s, c in self.pay.items() if c == ACCOUNT}
            <= PAYABLE,
            "prior must lie between 0 and 1": 0 < rules.prior < 1,
            "probabilities must be 0 < close_probability <= verified_probability <= 1": 0
            < rules.close_probability
            <= rules.verified_probability
            <= 1,
            "shared_people must be 2 or more": rules.shared_people >= 2,
        }
        return [problem for problem, holds in checks.items() if not holds]

    def hold_table(self) -> pa.Table:
        """reason, rank: what to hold, the lowest rank first."""
        return pa.table({"reason": list(self.hold), "rank": list(range(len(self.hold)))})

    def pay_table(self) -> pa.Table:
        """account_status, channel."""
        return pa.table({"account_status": list(self.pay), "channel": list(self.pay.values())})


def policy_digest() -> str:
    """8 hexadecimal digits that change with the policy of this installation and with who may draw two programmes."""
    tables = ((CONFIG / name).read_bytes() for name in ("policy.yaml", "programmes_together.yaml"))
    return hashlib.sha256(b"".join(tables)).hexdigest()[:8]


def load_policy() -> Policy:
    """The policy of this installation."""
    return Policy.from_mapping(yaml.safe_load((CONFIG / "policy.yaml").read_text(encoding="utf-8")))
