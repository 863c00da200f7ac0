"""Which district and which bank delivers in which layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from doisoat.errors import SettingsError
from doisoat.synthetic.reference import rows

STANDARD, SPLIT, TCVN3, DBF = "roll-standard", "roll-split-year", "roll-tcvn3", "roll-dbf"
CSV, FIXED = "bank-csv", "bank-fixed"
SUFFIX = {STANDARD: ".xlsx", SPLIT: ".xlsx", TCVN3: ".csv", DBF: ".dbf"}
# Districts take turns in the order of their codes, banks in that of their numbers.
ROLLS_IN_TURN = (STANDARD, SPLIT, STANDARD, TCVN3, STANDARD, DBF)
BANKS_IN_TURN = (CSV, CSV, FIXED)
CHOICES = ("standard", "mixed", SPLIT, TCVN3, DBF, FIXED)


@dataclass(frozen=True)
class Layouts:
    """`rolls` and `banks` are taken in turn."""

    rolls: Sequence[str] = (STANDARD,)
    banks: Sequence[str] = (CSV,)

    @classmethod
    def named(cls, name: str) -> "Layouts":
        """One of CHOICES: all standard, all mixed, or one layout wherever it can be. SettingsError if none of them."""
        if name not in CHOICES:
            raise SettingsError(f"layouts are one of {', '.join(CHOICES)}, not {name}")
        if name == "mixed":
            return cls(ROLLS_IN_TURN, BANKS_IN_TURN)
        return cls((name if name in SUFFIX else STANDARD,), (FIXED if name == FIXED else CSV,))

    def of_district(self, code: str) -> str:
        return self.rolls[_places()[code] % len(self.rolls)]

    def of_bank(self, number: str, banks: Sequence[str]) -> str:
        """`banks` are all the banks there are."""
        return self.banks[sorted(banks).index(number) % len(self.banks)]

    def legacy(self, district: str) -> bool:
        """Whether the district writes an encoding that has Vietnamese letters only."""
        return self.of_district(district) in {TCVN3, DBF}


@cache
def _places() -> dict[str, int]:
    """The place of every district in the order of their codes."""
    codes = sorted(row["district_code"] for row in rows("hanoi_districts_2024"))
    return {code: place for place, code in enumerate(codes)}
