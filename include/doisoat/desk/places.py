"""The areas that a visitor may choose from: by name, and only those granted."""

import datetime as dt
from collections.abc import Iterable

from doisoat.desk.visitor import Rights
from doisoat.storage.reference import load_areas
from doisoat.worklists.order import natural_key

Choice = tuple[str, str]  # code and name


def districts(rights: Rights, on: dt.date) -> list[Choice]:
    """Those granted, and those in which a ward was granted; none where there are no districts any more."""
    areas = load_areas(on)
    granted = {*rights.areas, *(w.district_code for code, w in areas.wards.items() if code in rights.areas)}
    return _named((d.code, d.name) for d in areas.districts.values() if rights.whole_city or d.code in granted)


def wards(rights: Rights, on: dt.date, district: str | None) -> list[Choice]:
    """Those granted in a district; without one all of whoever has few, and of a city without districts."""
    areas = load_areas(on)
    if district is None and areas.districts and rights.whole_city:
        return []
    return _named(
        (w.code, w.name)
        for w in areas.wards.values()
        if (district is None or w.district_code == district)
        and (rights.whole_city or {w.code, w.district_code} & set(rights.areas))
    )


def _named(choices: Iterable[Choice]) -> list[Choice]:
    return sorted(choices, key=lambda choice: natural_key(choice[1]))
