"""Numbers and dates as they are written in Vietnamese; counts of people too small to print."""

import datetime as dt

SMALLEST_SHOWN = 5


def number(count: int) -> str:
    """1234567 → 1.234.567."""
    return f"{count:,}".replace(",", ".")


def people(count: int) -> str:
    """A count of people or of their rows: 1 to 4 are told as "< 5", so that nobody can be found by it."""
    return f"< {SMALLEST_SHOWN}" if 0 < count < SMALLEST_SHOWN else number(count)


def share(part: int, whole: int) -> str:
    """Part of a whole of people, one decimal: 93,1 %; a dash where it would tell a small count, or of nothing."""
    if whole == 0 or 0 < part < SMALLEST_SHOWN or 0 < whole - part < SMALLEST_SHOWN:
        return "–"
    return f"{100 * part / whole:.1f} %".replace(".", ",")


def date(day: dt.date) -> str:
    """12/01/2024."""
    return f"{day:%d/%m/%Y}"
