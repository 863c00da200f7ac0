"""Areas: who has a usable account where, and what became of wards."""

from doisoat.records.mart.date import BUSINESS_DATE
from doisoat.records.table import COUNT, DATE, FLAG, SHARE, TEXT, Column, Table

COVERAGE = Table(
    "mart",
    "coverage",
    "an area on a date",
    (
        BUSINESS_DATE,
        Column("area", TEXT, "with business_date the key: its level and codes", nullable=False),
        Column("level", TEXT, "city, district, ward, village", nullable=False),
        Column("district_code", TEXT, "code on that date; unknown; none where there are no districts; null: the city"),
        Column("ward_code", TEXT, "code on that date, or unknown; null above ward"),
        Column("village", TEXT, "as most plainly sent, or unknown; null above village"),
        Column(
            "beneficiaries",
            COUNT,
            "entries on the roll whose person is not known to be dead, gone or missing; surplus entries not counted",
            nullable=False,
        ),
        Column("with_account", COUNT, "an account that money can go to: verified or representative", nullable=False),
        Column("account_problem", COUNT, "there is one, but a bank or a check refuses it", nullable=False),
        Column("no_account", COUNT, "none is known", nullable=False),
        Column("declined", COUNT, "does not want one, with a signed reason", nullable=False),
        Column("incapable", COUNT, "cannot manage one", nullable=False),
        Column("absent", COUNT, "not met at home", nullable=False),
        Column("paid_by_account", COUNT, "paid into an account in the last period", nullable=False),
        Column("postal_cash", COUNT, "to be paid in cash by the post", nullable=False),
        Column("held", COUNT, "not to be paid until somebody decides", nullable=False),
        Column("target_share", SHARE, "share to reach: with_account of it, account_problem and no_account together"),
        Column("target_date", DATE, "by when"),
        Column("needed_per_working_day", SHARE, "accounts a working day to reach it; null when no day is left"),
        Column("forecast_share", SHARE, "share on target_date if working days go on so; null before the third of them"),
        Column("will_miss", FLAG, "whether the forecast, or after target_date the share, is below the target"),
        Column("forecast_low", SHARE, "with 90 % the share on target_date lies between this and forecast_high"),
        Column("forecast_high", SHARE, "with 90 % the share on target_date lies between forecast_low and this"),
    ),
)

WARD_SUCCESSOR = Table(
    "mart",
    "ward_successor",
    "a ward and a ward of July 2025 that has people or land of it; those of July 2025 follow themselves",
    (
        Column("ward_code", TEXT, "GSO code of the ward", nullable=False),
        Column(
            "valid_from",
            DATE,
            "since when the code has meant this ward; 1900-01-01: before early 2024",
            nullable=False,
        ),
        Column("valid_to", DATE, "since when it no longer does; null: it still does"),
        Column("successor_code", TEXT, "GSO code since 2025-07-01", nullable=False),
        Column(
            "people",
            TEXT,
            "all: everybody of it went there; some: a part, and only home addresses tell which; none: land alone",
            nullable=False,
        ),
        Column(
            "is_carried",
            FLAG,
            "whether figures of the ward are figures of this successor: everybody went there, and nobody elsewhere",
            nullable=False,
        ),
    ),
)
