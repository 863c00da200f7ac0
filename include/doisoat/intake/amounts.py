"""Amounts of money as rolls write them."""

import re

_CURRENCY = re.compile(r"(đồng|đ|vnđ|vnd)\.?$")
_GROUPED = re.compile(r"\d{1,3}(([.,])\d{3})(\2\d{3})*|\d{1,3}( \d{3})+")
_PLAIN = re.compile(r"\d+([.,]0{1,2})?")
_GROUPED_FRACTION = re.compile(r"\d{1,3}(\.\d{3})+,0{1,2}|\d{1,3}(,\d{3})+\.0{1,2}")
_MAX_DIGITS = 15


def read_amount(text: str | None) -> int | None:
    """Đồng, whole; None if the text is not an amount. `500.000`, `500,000 đ`, `500 000`, `540000.0`, `-500.000`.

    Three digits after a separator are a group of thousands, never a fraction: there is none smaller than a đồng.
    """
    plain = " ".join((text or "").casefold().split())
    plain = _CURRENCY.sub("", plain).strip()
    negative, digits = plain.startswith("-"), plain.removeprefix("-").strip()
    whole = _whole(digits)
    if whole is None or len(whole) > _MAX_DIGITS or not whole.isascii():
        return None
    return -int(whole) if negative else int(whole)


def _whole(digits: str) -> str | None:
    if _GROUPED.fullmatch(digits):
        return re.sub(r"[., ]", "", digits)
    if _PLAIN.fullmatch(digits):
        return re.split(r"[.,]", digits)[0]
    if _GROUPED_FRACTION.fullmatch(digits):
        return re.sub(r"[.,]", "", re.sub(r"[.,]0{1,2}$", "", digits))
    return None
