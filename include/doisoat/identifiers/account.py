"""Account numbers. Each bank has its own lengths and there is no common check digit: only the form is checked."""

import re

_SEPARATORS = re.compile(r"[\s.\-–—_'’‘`\u200b-\u200d\ufeff]+")
_DECIMAL = re.compile(r"(\d{6,})\.0{1,2}")
SHORTEST, LONGEST = 6, 19


def read_account_number(text: str | None) -> str | None:
    """The digits of an account number, zeros in front kept; None when empty, with letters, or not 6 to 19 digits.

    A spreadsheet's exponent has a letter, too: digits are gone, so it is None and never repaired.
    """
    if text is None:
        return None
    decimal = _DECIMAL.fullmatch(text.strip())
    digits = decimal[1] if decimal else _SEPARATORS.sub("", text)
    if not (digits.isascii() and digits.isdigit()) or not SHORTEST <= len(digits) <= LONGEST:
        return None
    return None if set(digits) == {"0"} else digits


def is_card_number(number: str) -> bool:
    """Whether `number` is a domestic payment card (16 or 19 digits, 9704…, Luhn), typed instead of the account."""
    is_shaped = len(number) in {16, 19} and number.isascii() and number.isdigit() and number.startswith("9704")
    return is_shaped and _luhn_sum(number) % 10 == 0


def _luhn_sum(number: str) -> int:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in number[-2::-2])
    return sum(doubled) + sum(int(digit) for digit in number[-1::-2])
