"""Accounts as the banks keep them: numbers, and the holder's name, number and birth date in each bank's manner."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from doisoat.synthetic.city import City
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import Account
from doisoat.synthetic.letters import ascii_letters
from doisoat.synthetic.rates import Rates

FIRST_OPENED = 2008


class Teller:
    """Opens accounts."""

    def __init__(self, city: City, rates: Rates, dice: Dice, date: dt.date) -> None:
        self._city, self._rates, self._dice, self._date = city, rates, dice, date
        self._banks: Mapping[str, Mapping[str, Any]] = rates["banks"]
        self._shares = {code: float(bank["share"]) for code, bank in self._banks.items()}
        self._noise = rates.noise("holder")
        self._taken: set[tuple[str, str]] = set()

    def open(self, holder: int, relation: str) -> Account:
        """A new account of the person at position `holder`."""
        code = self._dice.weighted(self._shares)
        bank = self._banks[code]
        opened = self._opened(holder)
        kind = "social_security" if self._dice.chance(0.05) else "bank"
        return Account(
            bank=code,
            number=self._number(code, bank),
            kind="mobile_money" if bank.get("wallet") else kind,
            holder=holder,
            status=self._dice.weighted(self._rates["holder_status"]),
            relation=relation,
            opened=opened.isoformat(),
            written=(self._name(holder, bank), self._identity(holder, opened), self._birth(holder)),
            referred=not self._dice.chance(self._rates["request_ref_empty"]),
        )

    def _number(self, code: str, bank: Mapping[str, Any]) -> str:
        while True:
            leading = str(bank.get("leading", self._dice.below(9) + 1))
            number = leading + self._dice.digits(self._dice.pick(bank["digits"]) - len(leading))
            if (code, number) not in self._taken:
                self._taken.add((code, number))
                return number

    def _opened(self, holder: int) -> dt.date:
        grown = max(self._city.birth_date(holder).year + 15, FIRST_OPENED)
        latest = self._date - dt.timedelta(days=8)
        first = min(dt.date(grown, 1, 1), latest)
        return first + dt.timedelta(days=self._dice.below((latest - first).days + 1))

    def _name(self, holder: int, bank: Mapping[str, Any]) -> str:
        words = ascii_letters(self._city.name(holder)).upper().split()
        if len(words) > 2 and self._dice.chance(self._rates["holder_middle_dropped"] * self._rates.factor):
            del words[1]
        name = " ".join(words)
        if bank.get("title") and self._dice.chance(0.5):
            name = f"{('ONG', 'BA')[int(self._city.kin.sex[holder])]} {name}"
        if self._dice.chance(self._rates["joint_holder"]):
            other = self._city.name(self._dice.below(len(self._city.names)))
            name = f"{name} VA {ascii_letters(other).upper()}"
        return name[: bank["name_length"]].strip()

    def _identity(self, holder: int, opened: dt.date) -> str:
        """The 9-digit number can only stand with accounts opened before the last of them were issued."""
        kind = self._dice.weighted(self._rates["holder_id"])
        old = int(self._city.old_id[holder])
        if kind == "empty":
            return ""
        if kind == "old" and old >= 0 and opened.year < 2021:
            return f"{old:09d}"
        number = self._city.number(holder)
        if self._dice.chance(self._noise["one_digit"]):
            place = 6 + self._dice.below(6)
            number = number[:place] + str((int(number[place]) + 3) % 10) + number[place + 1 :]
        return number

    def _birth(self, holder: int) -> str:
        birth = self._city.birth_date(holder)
        if self._dice.chance(self._noise["missing"]):
            return ""
        if self._dice.chance(self._noise["birth_date"]):
            return birth.replace(day=1, month=1).isoformat()
        return birth.isoformat()
