"""A roll entry: who it is for, what the clerk wrote, and which account it really has."""

from dataclasses import dataclass, field
from typing import Any

NOT_DECLARED: tuple[str, str] = ("", "")


@dataclass
class Account:
    """An account at a bank; `holder` is a position in the city, `relation` who that is to the entry it is for."""

    bank: str
    number: str
    kind: str  # bank, social_security, mobile_money
    holder: int
    status: str
    relation: str  # self, representative, relative, stranger
    opened: str  # ISO date
    written: tuple[str, ...] = ()  # holder's name, number and birth date as the bank has them
    returned: bool = True
    referred: bool = True  # whether the bank repeats the beneficiary code it was asked about


@dataclass
class Entry:
    """A roll entry. `cells` is its row below the workbook's header, the running number left out."""

    code: str
    person: int
    programme: str
    amount: int
    village: int  # where the roll has the person, an index into Places
    duplicate_of: str = ""
    second_of: str = ""
    situation: str = "none"
    accounts: list[Account] = field(default_factory=list)
    declared: tuple[str, str] = NOT_DECLARED  # bank, account number as they should be written
    representative: int | None = None
    relationship: str = ""
    cells: list[Any] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    manner: list[str] = field(default_factory=list)  # the clerk's habits that show in the row
    bad: str = ""  # why the row must be put aside, if it must
