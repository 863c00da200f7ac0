"""Banks by any name a roll gives them: BIN, code, brand, Vietnamese name, nickname, with or without a branch."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from doisoat.names.fold import fold


@dataclass(frozen=True, slots=True)
class Bank:
    """`bin` is None for institutions without one (State Treasury, Vietnam Post)."""

    bin: str | None
    names: tuple[str, ...]


_NUMBERS = re.compile(r"(?<!\d)\d{6}(?!\d)")
_BRANCH = re.compile(
    r"[\s,(\-–]+(?:chi nhánh|chi nhanh|c\.?n\.?|pgd|phòng giao dịch|phong giao dich)\b.*", re.IGNORECASE
)
# Words of the legal form, folded; a name is compared without them.
_LEGAL = re.compile(
    r"\b(?:ngan hang|nh(?=\s|$)|thuong mai|co phan|tmcp|tm cp|nhtmcp|nhtm|tnhh|mtv|mot thanh vien|trach nhiem huu han|"
    r"viet nam$|vn$)\s*"
)


class Banks:
    """The known banks and the ways their names are written."""

    def __init__(self, banks: Iterable[Bank], aliases: Mapping[str, str]) -> None:
        """`aliases`: a way of writing → BIN."""
        self._bins_by_key: dict[str, str | None] = {}
        banks = tuple(banks)
        self.bins = frozenset(bank.bin for bank in banks if bank.bin)
        for bank in banks:
            for name in bank.names:
                self._bins_by_key.setdefault(_key(name), bank.bin)
        self._bins_by_key |= {_key(alias): bin_ for alias, bin_ in aliases.items()}
        self._bins_by_key.pop("", None)

    def bin(self, text: str) -> str | None:
        """BIN of the bank that `text` names; None if unknown, if it has no BIN, or if a 6-digit number is not one.

        What follows a bank's full name is taken as its branch: the longest beginning that is a name decides.
        """
        numbers = set(_NUMBERS.findall(text))
        if known := numbers & self.bins:
            return known.pop() if len(known) == 1 else None
        words = _key(_BRANCH.sub("", text)).split()
        beginnings = (" ".join(words[:length]) for length in range(len(words), 0, -1))
        key = next((key for key in (_key(text), *beginnings) if key in self._bins_by_key), None)
        return None if key is None else self._bins_by_key[key]


def _key(text: str) -> str:
    """Folded, without legal form; & is a word in NN&PTNT."""
    folded = fold(text.replace("&", " va "))
    bare = " ".join(_LEGAL.sub("", folded).split())
    return bare or folded
