"""What areas and banks are called on a date, and which codes there are."""

import datetime as dt

from doisoat.publish.breakdown import UNKNOWN
from doisoat.report.edition import Edition
from doisoat.report.recipients import Scope
from doisoat.storage.reference import load_areas, rows


def area_names(date: dt.date, edition: Edition) -> dict[str, str]:
    """Districts and wards of the date by code: a code means nothing without a date."""
    areas = load_areas(date)
    districts = {code: district.name for code, district in areas.districts.items()}
    wards = {code: ward.name for code, ward in areas.wards.items()}
    return {**wards, **districts, UNKNOWN: edition.say("area_unknown")}


def bank_names() -> dict[str, str]:
    """Banks by BIN; of a renamed one the newer name."""
    return {row["napas_bin"]: row["short_name"] for row in rows("banks") if row["napas_bin"]}


def scope_name(scope: Scope, date: dt.date, edition: Edition) -> str:
    """The scope as a title."""
    names = bank_names() if scope.kind == "bank" else area_names(date, edition)
    return edition.say(f"scope.{scope.kind}", name=names.get(scope.code, scope.code))


def known_areas() -> set[str]:
    """Codes of districts and wards that were valid at some time since 2024."""
    dates = (dt.date(2024, 1, 1), dt.date(2025, 1, 1), dt.date(2025, 7, 1))
    return {code for areas in map(load_areas, dates) for code in (*areas.districts, *areas.wards)}
