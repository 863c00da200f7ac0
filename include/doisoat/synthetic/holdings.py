"""Whose account a roll entry lists, and which accounts the banks hold."""

import datetime as dt
from collections import defaultdict

from doisoat.synthetic.city import EPOCH, City
from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import NOT_DECLARED, Account, Entry
from doisoat.synthetic.holders import Teller
from doisoat.synthetic.kinship import Kinship
from doisoat.synthetic.people import ALIVE
from doisoat.synthetic.rates import Rates

YOUNGEST = 16  # below this age, and over the highest, somebody else receives
OLDEST = 92


class Holdings:
    """Opens accounts for entries; no two accounts of a bank have one number."""

    def __init__(self, city: City, kinship: Kinship, rates: Rates, dice: Dice, date: dt.date) -> None:
        self._city, self._kinship, self._rates, self._dice = city, kinship, rates, dice
        self._today = (date - EPOCH).days
        self._teller = Teller(city, rates, dice, date)
        self._shared: dict[str, Account] = {}

    def settle(self, entries: list[Entry]) -> None:
        """Give every entry its situation, its accounts and the account it declares."""
        shares = dict(self._rates["accounts"])
        for entry in entries:
            entry.declared, entry.accounts = NOT_DECLARED, []
            entry.situation = self._dice.weighted(shares)
            self._settle_one(entry)
        self._misdirect([e for e in entries if e.situation == "stranger"], entries)

    def open_own(self, entry: Entry) -> None:
        """A new account, which the roll lists at once."""
        entry.situation = "own"
        self._declare(entry, self._teller.open(entry.person, "self"))

    def _settle_one(self, entry: Entry) -> None:
        if entry.situation in {"representative", "relative"} or self._needs_help(entry):
            self._by_relative(entry)
        elif entry.situation == "shared":
            self._share(entry)
        elif entry.situation == "not_returned":
            self._declare(entry, self._open(entry.person, "self"), returned=False)
        elif entry.situation == "unlisted":
            entry.accounts = [self._open(entry.person, "self")]
        elif entry.situation in {"own", "stranger"}:
            self._declare(entry, self._open(entry.person, "self"))
            if self._dice.chance(self._rates["second_account"]):
                entry.accounts.append(self._open(entry.person, "self"))

    def _needs_help(self, entry: Entry) -> bool:
        """Children and the very old rarely have accounts of their own."""
        age = (self._today - int(self._city.kin.birth[entry.person])) / 365.25
        held = entry.situation in {"own", "unlisted", "not_returned"}
        return held and (age < YOUNGEST or (age > OLDEST and self._dice.chance(0.5)))

    def _by_relative(self, entry: Entry) -> None:
        found = self._kinship.relative(entry.person, self._dice)
        if found is None:
            entry.situation = "none"
            return
        relative, word = found
        declared = entry.situation != "relative"
        entry.situation = "representative" if declared else "relative"
        if declared:
            entry.representative, entry.relationship = relative, word
        self._declare(entry, self._open(relative, entry.situation))

    def _share(self, entry: Entry) -> None:
        """Two or more entries of a district list one account: that of the first of them."""
        district = self._city.places.district_code[entry.village]
        account = self._shared.pop(district, None)
        if account is None:
            account = self._open(entry.person, "self")
            self._declare(entry, account)
        else:
            copy = Account(**{**vars(account), "relation": "stranger"})
            self._declare(entry, copy)
        if self._dice.chance(0.7):
            self._shared[district] = account

    def _misdirect(self, entries: list[Entry], everybody: list[Entry]) -> None:
        """Exchange the declared account for one of the same bank that somebody else holds."""
        by_bank = defaultdict(list)
        for entry in everybody:
            if entry.situation == "own":
                by_bank[entry.accounts[0].bank].append(entry.accounts[0])
        for entry in entries:
            others = by_bank[entry.accounts[0].bank]
            if not others or not entry.accounts:
                entry.situation = "own"
                continue
            other = self._dice.pick(others)
            entry.accounts = [Account(**{**vars(other), "relation": "stranger"})]
            entry.declared = (other.bank, other.number)

    def _declare(self, entry: Entry, account: Account, *, returned: bool = True) -> None:
        account.returned = returned
        entry.accounts = [account]
        entry.declared = (account.bank, account.number)

    def _open(self, holder: int, relation: str) -> Account:
        account = self._teller.open(holder, relation)
        if self._city.status[holder] != ALIVE and self._dice.chance(0.3):
            account.status = "closed"
        return account
