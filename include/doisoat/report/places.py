"""What areas and banks are called on a date, and which codes there are."""

import datetime as dt

from doisoat.publish.breakdown import UNKNOWN
from doisoat.report.edition import Edition
from doisoat.report.recipients import Scope
from doisoat.storage.reference import load_areas, rows, ward_names


def area_names(date: dt.date, edition: Edition) -> dict[str, str]:
    """Districts and wards of the date by code: a code means nothing without a date."""
    areas = load_areas(date)
    districts = {code: district.name for code, district in areas.districts.items()}
    wards = {code: ward.name for code, ward in areas.wards.items()}
    return {**wards, **districts, UNKNOWN: edition.say("area_unknown")}


def bank_names() -> dict[str, str]:
    """Banks by BIN; of a renamed one the newer name."""
    return {row["napas_bin"]: row["short_name"] for row in rows("banks") if row["napas_bin"]}


def sender_name(feed: str, sender: str, date: dt.date) -> str:
    """Whom a reader knows a sender as: banks deliver under their BIN, wards under their code."""
    if feed == "accounts":
        named = bank_names().get(sender)
    else:
        named = ward_names(date).get(sender, ("",))[0] if feed == "fieldwork" else None
    return f"{named} ({sender})" if named else sender


def scope_name(scope: Scope, date: dt.date, edition: Edition) -> str:
    """The scope as a title."""
    names = bank_names() if scope.kind == "bank" else area_names(date, edition)
    return edition.say(f"scope.{scope.kind}", name=names.get(scope.code, scope.code))


def areas_of(date: dt.date) -> set[str]:
    """Codes of what has a report of its own on a date: districts, or wards where there are none."""
    areas = load_areas(date)
    return set(areas.districts or areas.wards)


def known_areas() -> set[str]:
    """Codes of what had a report of its own at some time since 2024."""
    return areas_of(dt.date(2024, 1, 1)) | areas_of(dt.date(2025, 1, 1)) | areas_of(dt.date(2025, 7, 1))
