"""Which area a code means on a date, and since when it has meant that."""

import datetime as dt
from dataclasses import dataclass

from doisoat.errors import SettingsError
from doisoat.storage.reference import MERGED_WARDS, WITHOUT_DISTRICTS, load_areas, rows

CITY = "city"
OF_OLD = dt.date(2008, 8, 1)  # Hà Tây joined Hanoi: no code is older here


@dataclass(frozen=True)
class Area:
    """`code` is None for the city; rows from before `since` are another area's."""

    level: str
    code: str | None
    since: dt.date


def area_of(text: str, date: dt.date) -> Area:
    """The area that `city` or a GSO code of a district or ward means on a date; SettingsError if it means none."""
    areas = load_areas(date)
    if text == CITY:
        return Area(CITY, None, OF_OLD)
    if text in areas.districts:
        return Area("district", text, OF_OLD)
    if text in areas.wards:
        return Area("ward", text, _ward_since(text, date))
    raise SettingsError(f"AREA is city, or the code of a district or ward on {date}: {text!r} is none")


def _ward_since(code: str, date: dt.date) -> dt.date:
    if date >= WITHOUT_DISTRICTS:
        return WITHOUT_DISTRICTS
    unchanged = {r["ward_code_2024"] for r in rows("hanoi_ward_mapping") if r["change_20250101"] == "same"}
    return OF_OLD if date < MERGED_WARDS or code in unchanged else MERGED_WARDS
