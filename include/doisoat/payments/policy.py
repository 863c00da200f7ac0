"""How periods are paid: include/config/payments.yaml, read and refused if it is not safe."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG

LETTERS = re.compile(r"[A-Z0-9 /?:().,'+-]+")  # what every bank's system takes
DIGITS = re.compile(r"[0-9]+")
BIN = re.compile(r"[0-9]{6}")


@dataclass(frozen=True)
class Payer:
    """Whose money it is. `accounts`: by BIN of the receiving bank, an account to debit other than `account`."""

    name: str
    account: str
    bank_bin: str
    accounts: Mapping[str, str]

    def account_for(self, bank_bin: str) -> str:
        return self.accounts.get(bank_bin, self.account)


@dataclass(frozen=True)
class PaymentPolicy:
    """Amounts in đồng, ages in days, `approval_hours` in hours, `pay_day` a day of a month; the rest are counts.

    See the file's comments.
    """

    version: int
    payer: Payer
    csv: frozenset[str]
    per_file: int
    name_length: int
    highest_amount: int
    rest_days: int
    highest_charge: int
    cash_days: int
    unknown_after_days: int
    failures: int
    uncollected: int
    repeat_periods: int
    open_periods: int
    arrears: tuple[str, ...]
    approval_hours: int
    pay_day: int = 25

    @classmethod
    def from_mapping(cls, raw: Mapping[str, Any]) -> "PaymentPolicy":
        """From the parsed YAML; SettingsError names the first thing that is wrong with it."""
        try:
            values = dict(raw) | {"payer": Payer(**raw["payer"]), "csv": frozenset(raw["csv"])}
            policy = cls(**values | {"arrears": tuple(raw["arrears"])})
        except (KeyError, TypeError) as error:
            raise SettingsError(f"payments.yaml: {error}") from None
        for problem in policy.problems():
            raise SettingsError(f"payments.yaml: {problem}")
        return policy

    def problems(self) -> list[str]:
        """Why this policy must not be used; empty if it may."""
        counts = [f.name for f in fields(self) if f.type in (int, "int")]
        whole = {f"{name} must be a whole number, 0 or more": _is_count(getattr(self, name)) for name in counts}
        checks = {
            **whole,
            "payer.name must be capital letters without tones, 70 at most": _is(LETTERS, self.payer.name)
            and len(self.payer.name) <= 70,
            "payer.account must be digits, in quotes": _is(DIGITS, self.payer.account),
            "payer.bank_bin must be 6 digits, in quotes": _is(BIN, self.payer.bank_bin),
            "payer.accounts must be digits by BIN, both in quotes": isinstance(self.payer.accounts, Mapping)
            and all(_is(BIN, bank) and _is(DIGITS, account) for bank, account in self.payer.accounts.items()),
            "csv must be a list of BINs, in quotes": all(_is(BIN, bank) for bank in self.csv),
        }
        if all(whole.values()):
            checks |= {
                "per_file must be 1 to 100000": 1 <= self.per_file <= 100_000,
                "name_length must be 20 to 140": 20 <= self.name_length <= 140,
                "unknown_after_days must be 1 or more": self.unknown_after_days >= 1,
                "failures must be 1 or more": self.failures >= 1,
                "pay_day must be 1 to 28": 1 <= self.pay_day <= 28,
                "open_periods must be more than repeat_periods": self.open_periods > self.repeat_periods,
                "duplicate and deceased are never owed: take them off arrears": not {"duplicate", "deceased"}
                & set(self.arrears),
            }
        return [problem for problem, holds in checks.items() if not holds]


def _is(form: re.Pattern[str], value: object) -> bool:
    """Whether it is a text of that form. YAML reads digits without quotes as a number, of another base after a zero."""
    return isinstance(value, str) and form.fullmatch(value) is not None


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def load_policy() -> PaymentPolicy:
    """The policy of this installation: the file that DOISOAT_PAYMENTS names, else the one shipped."""
    return _load(os.environ.get("DOISOAT_PAYMENTS") or str(CONFIG / "payments.yaml"))


@cache
def _load(path: str) -> PaymentPolicy:
    try:
        raw = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"payments.yaml cannot be read ({type(error).__name__})") from None
    return PaymentPolicy.from_mapping(raw)
