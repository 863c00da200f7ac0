"""The reference tables of include/reference as the pure modules need them. Read once per process."""

import csv
import datetime as dt
from dataclasses import dataclass
from functools import cache

from doisoat.areas.resolve import Areas, District, Ward
from doisoat.banks.resolve import Bank, Banks
from doisoat.paths import REFERENCE
from doisoat.reconcile.target import Calendar

MERGED_WARDS = dt.date(2025, 1, 1)  # Resolution 1286/NQ-UBTVQH15: 526 wards
WITHOUT_DISTRICTS = dt.date(2025, 7, 1)  # Resolution 1656/NQ-UBTVQH15: 126 wards
HIV_PROGRAMMES = frozenset({"03a", "03b", "08"})

_DAYS = ("holiday", "working")
# Since when which column of the benefit tables holds.
_AMOUNTS: dict[str, tuple[tuple[dt.date, str], ...]] = {
    "benefits_nd20_2021": (
        (dt.date(2022, 1, 1), "vnd_440000_hanoi_2022"),
        (dt.date(2024, 7, 1), "vnd_500000_from_20240701"),
        (dt.date(2026, 1, 1), "vnd_650000_hanoi_2026"),
    ),
    "benefits_nguoi_co_cong": (
        (dt.date(2023, 7, 1), "vnd_2055000_2023"),
        (dt.date(2024, 7, 1), "vnd_2789000_from_20240701"),
    ),
}


@dataclass(frozen=True, slots=True)
class Programme:
    """`monthly_amount`: đồng a month in Hanoi in January 2024, None where the law has no single figure.

    `is_hiv`: nothing about it may be posted (Decree 20/2021, article 8), so every list that leaves masks it.
    """

    code: str
    label: str
    monthly_amount: int | None
    is_hiv: bool


def load_areas(date: dt.date) -> Areas:
    """Districts and wards of Hanoi valid on `date`."""
    if date < MERGED_WARDS:
        return _areas_2024()
    return _areas_first_half_2025() if date < WITHOUT_DISTRICTS else _areas_since_july_2025()


@cache
def load_banks() -> Banks:
    """All banks and their aliases; bank_aliases.csv wins over the official names."""
    banks = (Bank(r["napas_bin"] or None, (r["code"], r["short_name"], r["name_vi"])) for r in rows("banks"))
    return Banks(banks, {row["alias"]: row["bin"] for row in rows("bank_aliases")})


@cache
def bank_names() -> tuple[str, ...]:
    """Short names of the banks that accounts may be opened with, in the order of the alphabet."""
    return tuple(sorted({r["short_name"] for r in rows("banks") if r["napas_bin"]}))


@cache
def ward_names(date: dt.date) -> dict[str, tuple[str, str]]:
    """By ward code on `date` its name and its district's; the district is empty where there are none."""
    districts = {r["district_code"]: r["district_name"] for r in rows("hanoi_districts_2024")}
    if date < MERGED_WARDS:
        return {r["ward_code"]: (r["ward_name"], districts[r["district_code"]]) for r in rows("hanoi_wards_2024")}
    if date < WITHOUT_DISTRICTS:
        return {
            r["ward_code_20250101"]: (r["ward_name_20250101"], districts[r["district_code"]])
            for r in rows("hanoi_ward_mapping")
        }
    return {r["ward_code"]: (r["ward_name"], "") for r in rows("hanoi_wards_2025")}


@cache
def load_programmes() -> dict[str, Programme]:
    """Programmes of social assistance and of people of merit, by code."""
    assistance = [_programme(row, "vnd_440000_hanoi_2022") for row in rows("benefits_nd20_2021")]
    merit = [_programme(row, "vnd_2055000_2023") for row in rows("benefits_nguoi_co_cong")]
    return {programme.code: programme for programme in (*assistance, *merit)}


def load_amounts(date: dt.date) -> dict[str, int]:
    """Đồng a month in Hanoi by programme on `date`, for programmes of which the law has a single figure then."""
    columns = {name: _valid(periods, date) for name, periods in _AMOUNTS.items()}
    return {
        row["code"]: int(row[column])
        for name, column in columns.items()
        if column is not None
        for row in rows(name)
        if row[column]
    }


@cache
def load_calendar() -> Calendar:
    """State offices' days off, and the weekend days they work."""
    days = {kind: {dt.date.fromisoformat(r["date"]) for r in rows("holidays") if r["kind"] == kind} for kind in _DAYS}
    return Calendar(holidays=days["holiday"], worked=days["working"])


def _valid(periods: tuple[tuple[dt.date, str], ...], date: dt.date) -> str | None:
    return next((column for since, column in reversed(periods) if since <= date), None)


def _programme(row: dict[str, str], amount: str) -> Programme:
    monthly = int(row[amount]) if row[amount] else None
    return Programme(row["code"], row["description_vi"], monthly, row["code"] in HIV_PROGRAMMES)


@cache
def _areas_2024() -> Areas:
    wards = (Ward(r["ward_code"], r["ward_name"], r["district_code"]) for r in rows("hanoi_wards_2024"))
    return Areas(_districts(), wards)


@cache
def _areas_first_half_2025() -> Areas:
    wards = (
        Ward(row["ward_code_20250101"], row["ward_name_20250101"], row["district_code"])
        for row in rows("hanoi_ward_mapping")
    )
    return Areas(_districts(), wards)


@cache
def _areas_since_july_2025() -> Areas:
    return Areas((), (Ward(r["ward_code"], r["ward_name"], None) for r in rows("hanoi_wards_2025")))


def _districts() -> list[District]:
    return [District(r["district_code"], r["district_name"]) for r in rows("hanoi_districts_2024")]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of include/reference/<name>.csv, all text. FileNotFoundError if there is no such table."""
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))
