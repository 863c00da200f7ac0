"""Areas in the order that a reader asks for."""

from doisoat.desk.warehouse import Rows

LEVELS = ("city", "district", "ward", "village")
# Column to sort by, and whether the largest comes first.
ORDERS = {
    "area": False,
    "beneficiaries": True,
    "share": False,
    "account_problem": True,
    "no_account": True,
    "held": True,
    "paid_by_account": True,
    "forecast_share": False,
    "needed_per_working_day": True,
}


def ordered(areas: Rows, sort: str) -> Rows:
    """Sorted by a column of ORDERS, unknown values last; by the first of them if `sort` is none."""
    column = sort if sort in ORDERS else "area"
    known = [area for area in areas if area[column] is not None]
    rest = [area for area in areas if area[column] is None]
    return sorted(known, key=lambda area: area[column], reverse=ORDERS[column]) + rest
