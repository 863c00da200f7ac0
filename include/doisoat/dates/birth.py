"""A birth date as written, as precise as it is known.

| code | what was done |
|---|---|
| swapped | the second number is above 12: read as month/day/year |
| two_digit_year | the latest year that fits and is not after `latest_year` (without one: 19xx) |
| excel_serial | a spreadsheet's day number |
| digits_only | 15031945, 19450315 |
| unknown_parts | 00 for day or month: less precise |
| impossible_day, impossible_month | 31/02: the month kept; 15/13: the year kept |
| lunar | marked (ÂL): 20 to 50 days off, so only the year kept |
| year_from_words | the one year in a remark: khoảng 1945 |
| letter_digit | O → 0, l and I → 1 |
| unreadable | nothing kept |
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class BirthDate:
    """`text` is YYYY-MM-DD, YYYY-MM, YYYY or None; the parts alike. Nothing written: all None, no repairs."""

    text: str | None
    year: int | None
    month: int | None
    day: int | None
    repairs: tuple[str, ...]


EARLIEST_YEAR = 1880
LATEST_YEAR = 2099
MISSING = BirthDate(None, None, None, None, ())
UNREADABLE = BirthDate(None, None, None, None, ("unreadable",))
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ]\d\d:\d\d.*)?")
_WRITTEN = re.compile(r"(\d\d)([/.-])(\d\d)\2(\d{4})", re.ASCII)
_PARTS = re.compile(r"\d+(?:[/.\-,\s]+\d+)*")
_TIME = re.compile(r"[T ]\d{1,2}:\d\d.*$")
_LUNAR = re.compile(r"\(?\s*(?:âm lịch|am lich|âl|al|â\.l\.?)\s*\)?", re.IGNORECASE)
_WORDS = re.compile(r"ngày|tháng|năm|ngay|thang|nam|sinh", re.IGNORECASE)
_LETTER_DIGITS = str.maketrans("OolI", "0011")
_EXCEL_DAY_0 = date(1899, 12, 30)
_EMPTY = re.compile(r"[\s\-–—./_]*|x+|k|ko|không|không rõ|không có|chưa có|nan|none|null|n/a|#n/a", re.IGNORECASE)


def read_birth_date(text: str | None, *, latest_year: int | None = None) -> BirthDate:
    """The birth date in `text`. Never raises. Years outside 1880 to `latest_year` are unreadable."""
    latest = latest_year if latest_year is not None else LATEST_YEAR
    if text is not None and (found := _plain(text)) is not None:
        return _dated(*found, repairs=(), latest=latest)
    if text is None or _EMPTY.fullmatch(text):
        return MISSING
    if text.isascii() and text.isdigit():
        return _one([text], latest, None)
    return _read(text.strip(" \t\r\n\u00a0\u200b\ufeff'’.,;"), latest, known_latest=latest_year)


def _plain(text: str) -> tuple[int, int, int] | None:
    """Year, month and day of a date written as most are, if it is one in every year."""
    if (written := _WRITTEN.fullmatch(text)) is not None:
        day, month, year = written.group(1, 3, 4)
    elif (iso := _ISO.fullmatch(text)) is not None:
        year, month, day = iso.groups()
    else:
        return None
    return (int(year), int(month), int(day)) if "01" <= month <= "12" and "01" <= day <= "28" else None


def _read(text: str, latest: int, *, known_latest: int | None) -> BirthDate:
    repairs: tuple[str, ...] = ()
    if _LUNAR.search(text):
        solar = _read(_LUNAR.sub("", text).strip(), latest, known_latest=known_latest)
        return _dated(solar.year, None, None, repairs=("lunar",), latest=latest)
    bare = " ".join(_WORDS.sub(" ", _TIME.sub("", text)).split())
    if re.fullmatch(r"[\dOolI/.\-]{4,}", bare) and re.search("[OolI]", bare):
        bare, repairs = bare.translate(_LETTER_DIGITS), ("letter_digit",)
    bare = re.sub(r"^(\d{4,5})\.0+$", r"\1", bare)
    if not _PARTS.fullmatch(bare) or not bare.isascii():
        return _year_from_words(text, latest)
    parts = re.split(r"[/.\-,\s]+", bare)
    read = {1: _one, 2: _two, 3: _three}.get(len(parts))
    found = read(parts, latest, known_latest) if read else UNREADABLE
    return (
        found
        if found.year is None
        else BirthDate(found.text, found.year, found.month, found.day, repairs + found.repairs)
    )


def _one(parts: list[str], latest: int, _known: int | None) -> BirthDate:
    digits = parts[0]
    if len(digits) == 4:
        return _dated(int(digits), None, None, repairs=(), latest=latest)
    if len(digits) == 5:
        day = _EXCEL_DAY_0 + timedelta(days=int(digits))
        return _dated(day.year, day.month, day.day, repairs=("excel_serial",), latest=latest)
    if len(digits) == 8:
        ordered = [(digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2])]
        dates = [_dated(int(y), int(m), int(d), repairs=(), latest=latest) for y, m, d in ordered if _is_month(m)]
        for found in dates:
            if found.day is not None:
                return BirthDate(found.text, found.year, found.month, found.day, ("digits_only",))
    return UNREADABLE


def _two(parts: list[str], latest: int, _known: int | None) -> BirthDate:
    """Month and year, in either order; the year is the one of four digits."""
    month, year = parts if len(parts[1]) == 4 else (parts[1], parts[0])
    if len(year) != 4 or len(month) > 2:
        return UNREADABLE
    return _dated(int(year), int(month), None, repairs=(), latest=latest)


def _three(parts: list[str], latest: int, known_latest: int | None) -> BirthDate:
    """Day, month, year as is the rule here; year first if it has four digits; month first if it must be."""
    if len(parts[0]) == 4:
        parts = parts[::-1]
    day, month, year = parts
    if max(len(day), len(month)) > 2 or len(year) not in {2, 4}:
        return UNREADABLE
    repairs: tuple[str, ...] = ()
    full_year = int(year)
    if len(year) == 2:
        full_year += 2000 if known_latest is not None and 2000 + full_year <= known_latest else 1900
        repairs = ("two_digit_year",)
    if int(month) > 12 >= int(day) > 0:
        day, month, repairs = month, day, (*repairs, "swapped")
    return _dated(full_year, int(month), int(day), repairs=repairs, latest=latest)


def _dated(year: int | None, month: int | None, day: int | None, *, repairs: tuple[str, ...], latest: int) -> BirthDate:
    """The date of what is possible among the parts; a part that is not leaves out the finer ones, with a code."""
    if year is None or not EARLIEST_YEAR <= year <= latest:
        return UNREADABLE
    if month is not None and not 1 <= month <= 12:
        code = "unknown_parts" if month == 0 else "impossible_month"
        return BirthDate(f"{year}", year, None, None, (*repairs, code))
    if month is None:
        return BirthDate(f"{year}", year, None, None, repairs)
    if day is not None and not 1 <= day <= 28 and not 1 <= day <= calendar.monthrange(year, month)[1]:
        code = "unknown_parts" if day == 0 else "impossible_day"
        return BirthDate(f"{year}-{month:02d}", year, month, None, (*repairs, code))
    if day is None:
        return BirthDate(f"{year}-{month:02d}", year, month, None, repairs)
    return BirthDate(f"{year}-{month:02d}-{day:02d}", year, month, day, repairs)


def _is_month(text: str) -> bool:
    return 1 <= int(text) <= 12


def _year_from_words(text: str, latest: int) -> BirthDate:
    years = {int(year) for year in re.findall(r"(?<!\d)[12][089]\d\d(?!\d)", text, re.ASCII)}
    return (
        _dated(years.pop(), None, None, repairs=("year_from_words",), latest=latest) if len(years) == 1 else UNREADABLE
    )
