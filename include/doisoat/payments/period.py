"""Periods: months written YYYY-MM, so that they sort as text."""

import datetime as dt

from doisoat.errors import PaymentError
from doisoat.payments.payment_id import is_period


def read_period(text: str | None) -> str:
    """The period itself; PaymentError if the text is none."""
    if text is None or not is_period(text):
        raise PaymentError("a pay run has a period as its partition key, such as 2024-02")
    return text


def shift(period: str, months: int) -> str:
    """The period so many months later; earlier if negative."""
    year, month = map(int, period.split("-"))
    count = year * 12 + month - 1 + months
    return f"{count // 12:04d}-{count % 12 + 1:02d}"


def first_day(period: str) -> dt.date:
    return dt.date.fromisoformat(f"{period}-01")


def require_season(period: str, date: dt.date) -> None:
    """PaymentError for a publication of long ago or a mistyped period."""
    if not is_in_season(period, date):
        raise PaymentError(f"the newest publication is of {date}: {period} is not paid from it")


def is_in_season(period: str, date: dt.date) -> bool:
    """Whether the publication of `date` may pay a period: from the month before it to the month after."""
    return shift(period, -1) <= f"{date:%Y-%m}" <= shift(period, 1)
