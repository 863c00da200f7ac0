"""Numbers, dates and shares as a reader of either language writes them."""

import datetime as dt

from doisoat.report.edition import load_edition

HANOI = dt.timezone(dt.timedelta(hours=7))
NOTHING = "–"


def number(count: float | None, language: str) -> str:
    """1.234.567 in Vietnamese, 1,234,567 in English; a dash for nothing."""
    if count is None:
        return NOTHING
    return load_edition(language).number(round(count))


def percent(share: float | None, language: str, digits: int = 1) -> str:
    """93,1 % in Vietnamese, 93.1 % in English."""
    if share is None:
        return NOTHING
    written = f"{100 * share:.{digits}f} %"
    if written.startswith("100") and share < 1:
        # What is nearly certain is not certain.
        written = f"> {100 - 10**-digits:.{digits}f} %"
    return written.replace(".", ",") if language == "vi" else written


def decimal(value: float, language: str, digits: int = 1) -> str:
    """3,5 in Vietnamese, 3.5 in English."""
    written = f"{value:.{digits}f}"
    return written.replace(".", ",") if language == "vi" else written


def date(day: dt.date | None) -> str:
    """12/01/2024, in both languages: the readers are in Vietnam."""
    return NOTHING if day is None else f"{day:%d/%m/%Y}"


def moment(at: dt.datetime | None) -> str:
    """12/01/2024 01:23, in Hanoi's time."""
    return NOTHING if at is None else f"{at.astimezone(HANOI):%d/%m/%Y %H:%M}"


def duration(seconds: float | None, language: str) -> str:
    """42 s, 3 min 10 s, 1 h 5 min."""
    if seconds is None:
        return NOTHING
    minute, second, hour = ("phút", "giây", "giờ") if language == "vi" else ("min", "s", "h")
    whole = round(seconds)
    if whole < 60:
        return f"{whole} {second}"
    if whole < 3600:
        return f"{whole // 60} {minute} {whole % 60} {second}"
    return f"{whole // 3600} {hour} {whole % 3600 // 60} {minute}"
