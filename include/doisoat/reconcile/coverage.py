"""Who has an account and who has not, by area: records.mart.COVERAGE of one night, its forecast still to be made."""

import datetime as dt
from collections.abc import Collection

import pyarrow as pa

from doisoat.errors import ConservationError
from doisoat.reconcile.relations import Relations
from doisoat.reconcile.target import Calendar, Target
from doisoat.records import mart


def build_coverage(
    published: pa.Table,
    *,
    date: dt.date,
    target: Target | None,
    calendar: Calendar,
    hiv_programmes: Collection[str],
    reported: pa.Table | None = None,
    payments: pa.Table | None = None,
) -> pa.Table:
    """records.mart.COVERAGE for city, districts, wards and villages, sorted so.

    `published` is records.mart.BENEFICIARY; `reported` are the codes of entries whose person declined, cannot manage
    an account or was not met, with that state as `coverage`; `payments` is records.mart.PAYMENT. Nobody is lost: who is
    in no known area is in the area `unknown`, and so is every entry of `hiv_programmes` (codes in lower case), which
    count in no area. ConservationError if an account status is in no state. The forecast needs other nights:
    publication makes it.
    """
    parameters = {
        "date": date,
        "target_share": target and target.share,
        "target_date": target and target.date,
        "working_days": calendar.working_days(date, target.date) if target else 0,
    }
    nobody = pa.schema([("beneficiary_code", pa.string()), ("coverage", pa.string())]).empty_table()
    with Relations(
        published=published,
        reported=nobody if reported is None else reported,
        payment=mart.PAYMENT.schema.empty_table() if payments is None else payments,
    ) as relations:
        relations.derive("paid")
        relations.derive("resident", {"hiv_programmes": sorted(hiv_programmes)})
        relations.derive("coverage", parameters)
        coverage = relations.table("coverage")
    states = ("with_account", "account_problem", "no_account", "declined", "incapable", "absent")
    for row in coverage.select(["beneficiaries", *states]).to_pylist():
        if row["beneficiaries"] != sum(row[state] for state in states):
            raise ConservationError("a beneficiary is in no state of coverage, or in two")
    return coverage.select(mart.COVERAGE.names).cast(mart.COVERAGE.schema)
