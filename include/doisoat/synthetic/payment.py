"""How a clerk writes whether and where an entry is paid."""

from collections.abc import Mapping
from typing import Any

from doisoat.synthetic.dice import Dice
from doisoat.synthetic.entries import Entry

CASH = ("Tiền mặt", "Bưu điện", "TM", "")
METHODS = {
    "bank": ("Tài khoản ngân hàng", "ATM", "CK"),
    "social_security": ("Tài khoản ASXH",),
    "mobile_money": ("Ví điện tử",),
}


def written_payment(
    entry: Entry, rates: Mapping[str, float], banks: Mapping[str, list[str]], dice: Dice
) -> tuple[Any, str, str]:
    """Method, account number and bank; `banks` are the ways to write each bank."""
    bank, number = entry.declared
    if not bank:
        return (dice.pick(CASH) if rates["separators"] else CASH[0]), "", ""
    kind = entry.accounts[0].kind if entry.accounts else "bank"
    written: Any = number
    if dice.chance(rates["separators"]):
        written = f"{number[:4]} {number[4:8]} {number[8:]}".strip()
    elif dice.chance(rates["zeros_lost"]):
        written = int(number)
    return dice.pick(METHODS[kind]), written, dice.pick(banks[bank])
