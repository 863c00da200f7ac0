"""Who gets which mail: include/config/recipients.yaml, or the file that DOISOAT_RECIPIENTS names."""

import datetime as dt
import os
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from doisoat.errors import SettingsError
from doisoat.paths import CONFIG
from doisoat.report.edition import LANGUAGES

DEFAULT = CONFIG / "recipients.yaml"
ROLES = ("city_head", "operator", "district_head", "bank_liaison")  # in the order in which they are written to
MAILS = ("night", "stopped", "late")
OUTSTANDING = "outstanding"  # something failed that stopped no night: for an operator who hears of those that did
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
HOLIDAY = "holiday"
# What a role is about, and what it gets unless the entry says otherwise.
_ABOUT = {"district_head": "area", "bank_liaison": "bank"}
_USUAL = {"bank_liaison": ("night",)}
_REQUIRED, _OPTIONAL = ("address", "office", "role", "language"), ("mails", "quiet_days")
_ADDRESS = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\"]+")


@dataclass(frozen=True)
class Scope:
    """What a report is about: `kind` is city, area (code of a district or, where there are none, of a ward) or bank."""

    kind: str
    code: str = ""

    @property
    def key(self) -> str:
        return self.kind if not self.code else f"{self.kind}-{self.code}"


CITY = Scope("city")


@dataclass(frozen=True)
class Recipient:
    """An address with one role; `mails` it gets, but none on its `quiet_days`."""

    address: str
    role: str
    language: str
    scope: Scope
    mails: Collection[str]
    quiet_days: Collection[str]

    def gets(self, mail: str, date: dt.date, holidays: Collection[dt.date]) -> bool:
        """Whether it gets a mail about the business date `date`."""
        quiet = WEEKDAYS[date.weekday()] in self.quiet_days or (HOLIDAY in self.quiet_days and date in holidays)
        asked_for = "stopped" if mail == OUTSTANDING and self.role == "operator" else mail
        return asked_for in self.mails and not quiet


def load_recipients(
    path: Path | None = None, *, areas: Collection[str], banks: Collection[str], usable_only: bool = False
) -> list[Recipient]:
    """By role, then in the order of the file. SettingsError names the entry that cannot be used, and why.

    `areas` are the codes of districts and wards, `banks` the BINs, that an entry may name. With `usable_only` an entry
    that cannot be used is left out: for words that something failed, which may be that entry.
    """
    path = path or Path(os.environ.get("DOISOAT_RECIPIENTS") or DEFAULT)
    recipients: list[Recipient] = []
    for position, entry in enumerate(_entries(path), 1):
        try:
            recipient = _recipient(entry, {"area": areas, "bank": banks})
            if _same(recipient, recipients):
                raise ValueError("stands in the list already")
        except ValueError as error:
            if usable_only:
                continue
            raise SettingsError(f"{path.name}, recipient {position}: {error}") from None
        recipients.append(recipient)
    return sorted(recipients, key=lambda r: ROLES.index(r.role))


def _entries(path: Path) -> list[Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise SettingsError(f"the recipients in {path.name} cannot be read: {type(error).__name__}") from None
    entries = content.get("recipients") if isinstance(content, dict) else None
    if not isinstance(entries, list) or not entries:
        raise SettingsError(f"{path.name} needs a list `recipients` with at least one entry")
    if surplus := set(content) - {"recipients"}:
        raise SettingsError(f"{path.name} holds `recipients` alone; what does {min(map(str, surplus))!r} mean?")
    return entries


def _recipient(entry: Any, known: Mapping[str, Collection[str]]) -> Recipient:
    """ValueError says what is wrong, without repeating the address."""
    role = _one_of(entry.get("role") if isinstance(entry, dict) else None, ROLES, "role")
    about = _ABOUT.get(role)
    _require_members(entry, required=(*_REQUIRED, *([about] if about else [])))
    address = entry["address"]
    if not isinstance(address, str) or not address.isascii() or not _ADDRESS.fullmatch(address):
        raise ValueError("the address is not one")
    if not entry["office"]:
        raise ValueError("the office is empty")
    return Recipient(
        address=address,
        role=role,
        language=_one_of(entry["language"], LANGUAGES, "language"),
        scope=_scope(about, entry.get(about) if about else None, known),
        mails=_some_of(entry.get("mails", _USUAL.get(role, MAILS)), MAILS, "mails"),
        quiet_days=_some_of(entry.get("quiet_days", ()), (*WEEKDAYS, HOLIDAY), "quiet_days"),
    )


def _require_members(entry: Mapping[str, Any], *, required: Iterable[str]) -> None:
    needed = set(required)
    if missing := needed - set(entry):
        raise ValueError(f"{', '.join(sorted(missing))} is missing")
    if surplus := set(entry) - needed - set(_OPTIONAL):
        raise ValueError(f"{', '.join(sorted(map(str, surplus)))} is no member of a {entry['role']}")


def _scope(about: str | None, code: Any, known: Mapping[str, Collection[str]]) -> Scope:
    if about is None:
        return CITY
    if not isinstance(code, str) or code not in known[about]:
        raise ValueError(f"{about} is a code of the reference tables, in quotes; {code!r} is none")
    return Scope(about, code)


def _one_of(value: Any, allowed: Collection[str], name: str) -> str:
    if value not in allowed:
        raise ValueError(f"{name} is one of {', '.join(allowed)}")
    return str(value)


def _some_of(values: Any, allowed: Collection[str], name: str) -> tuple[str, ...]:
    if not isinstance(values, (list, tuple)) or not all(value in allowed for value in values):
        raise ValueError(f"{name} is a list out of {', '.join(allowed)}")
    return tuple(values)


def _same(recipient: Recipient, others: Iterable[Recipient]) -> bool:
    return any(
        (o.address.lower(), o.scope, o.role) == (recipient.address.lower(), recipient.scope, recipient.role)
        for o in others
    )
