"""What a delivery is worth a remark for: refused, late, replaced, short."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from doisoat.desk.warehouse import Rows

SHORT_BELOW = 0.9  # of the rows of the sender's former delivery: a tenth of a roll does not leave in a night


@dataclass(frozen=True)
class Delivery:
    """A delivery of a night. `health`: good, late, short, replaced, refused."""

    row: dict[str, Any]
    health: str
    days_old: int

    def __getattr__(self, name: str) -> Any:
        try:
            return self.row[name]
        except KeyError:
            raise AttributeError(name) from None


def deliveries(rows: Rows, night: dt.date) -> list[Delivery]:
    """All deliveries of a night, each with the worst that can be said of it."""
    newest = {(row["feed"], row["sender"]): row["delivery_date"] for row in rows if row["outcome"] == "accepted"}
    return [_delivery(row, night, newest.get((row["feed"], row["sender"]))) for row in rows]


def _delivery(row: dict[str, Any], night: dt.date, newest: dt.date | None) -> Delivery:
    days = (night - row["delivery_date"]).days if row["delivery_date"] else 0
    if row["outcome"] == "refused":
        return Delivery(row, "refused", days)
    if row["replaced"]:
        return Delivery(row, "replaced", days)
    if row["former_rows"] and row["rows_read"] < SHORT_BELOW * row["former_rows"] and days == 0:
        return Delivery(row, "short", days)
    # What lies below a newer delta is not late.
    return Delivery(row, "late" if days > 0 and row["delivery_date"] == newest else "good", days)
