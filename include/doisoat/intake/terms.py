"""Codes and dates as a sender writes them, in the contract's terms."""

import datetime as dt

import pyarrow as pa

from doisoat.intake.codes import plain_spelling
from doisoat.intake.distinct import TextColumn, map_distinct
from doisoat.intake.layout import Column


def translated(column: TextColumn, how: Column) -> TextColumn:
    """Codes and dates in the contract's terms where the layout says how this sender writes them; the rest as sent."""
    if how.constant is not None:
        return pa.array([how.constant] * len(column), pa.string())
    if not how.values and how.date is None:
        return column
    return map_distinct(column, lambda text: None if text is None else _translate(text, how))


def _translate(text: str, how: Column) -> str:
    text = how.values.get(plain_spelling(text), text)
    return text if how.date is None else _iso(text, how.date)


def _iso(text: str, written: str) -> str:
    try:
        day = dt.datetime.strptime(text, written)  # noqa: DTZ007  # a day, not a moment
    except ValueError:
        return text
    digits = day.strftime(written)
    return text if digits.isdigit() and digits != text else day.date().isoformat()
